"""GROWTH at the desk."""

from growth.admin import advertising, leads, offers, publishing, suppliers, upsell  # noqa: F401  (they register)
