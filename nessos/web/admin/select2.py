"""One copy of select2 on a page, with its Portuguese.

Unfold's search boxes bring the long file, Django's the short one. Where both are loaded, the Portuguese is registered
with the second, the first is what is used, and people read "No results found".
"""

from django.conf import settings
from unfold.contrib.filters.forms import AutocompleteDropdownForm, DropdownForm
from unfold.widgets import (
    AutocompleteWidgetMixin,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
)

_FOLDER = "admin/js/vendor/select2"
_LONG = f"{_FOLDER}/select2.full.js"
_BRINGERS = (
    AutocompleteDropdownForm,
    AutocompleteWidgetMixin,
    DropdownForm,
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelect2Widget,
)


def select2_unify() -> None:
    """Have unfold name the file that Django names, and the Portuguese after it; `nessos.js` chooses the language."""
    ours = (_LONG if settings.DEBUG else f"{_FOLDER}/select2.full.min.js", f"{_FOLDER}/i18n/pt-BR.js")
    for bringer in _BRINGERS:
        files = (ours if name == _LONG else (name,) for name in bringer.Media.js)
        bringer.Media.js = tuple(name for group in files for name in group)
