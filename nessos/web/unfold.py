"""How the desk looks: unfold's settings. Everything is served by ourselves; nothing is asked of the network."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

#: Deep teal; white text on 600 and darker passes 4.5 : 1.
PRIMARY = {
    "50": "oklch(97.5% .013 205)",
    "100": "oklch(94.5% .03 205)",
    "200": "oklch(89.5% .055 205)",
    "300": "oklch(82% .085 207)",
    "400": "oklch(74% .105 208)",
    "500": "oklch(63% .107 210)",
    "600": "oklch(51% .092 213)",
    "700": "oklch(44% .079 215)",
    "800": "oklch(38% .066 217)",
    "900": "oklch(33% .055 219)",
    "950": "oklch(24% .045 222)",
}


def unfold_settings() -> dict[str, Any]:
    return {
        "SITE_TITLE": "ness.OS",
        "SITE_HEADER": "ness.OS",
        "SITE_SUBHEADER": _("the house's nervous system"),
        "SITE_URL": None,
        "SITE_ICON": lambda _request: static("logo.svg"),
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("favicon.svg")}
        ],
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_LANGUAGES": True,
        "BORDER_RADIUS": "8px",
        "COLORS": {"primary": PRIMARY},
        "STYLES": [_style],
        "SCRIPTS": [_script],
        "COMMAND": {"search_models": False, "show_history": False},
        "SIDEBAR": {
            "show_search": True,
            "command_search": True,
            "show_all_applications": False,
            "navigation": "nessos.web.admin.navigation.sidebar_read",
        },
    }


def _style(_request: HttpRequest) -> str:
    return static("nessos.css")


def _script(_request: HttpRequest) -> str:
    return static("nessos.js")
