"""What several pages of the room have in common."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TIMES: Any = (_("Dates"), {"fields": ["created_at", "updated_at"], "classes": ["collapse"]})
