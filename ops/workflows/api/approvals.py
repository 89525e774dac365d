"""``/api/v1/approvals/``."""

from nessos.web.api.routers import RecordRouter


def routes_add(router: RecordRouter) -> None:
    """Declare the addresses."""
