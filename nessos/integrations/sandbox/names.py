"""What in the sandbox can be told to misbehave: a squad, or one action of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nessos.offers.actions import actions


def names_known() -> list[str]:
    return sorted({*settings.VENDORS, *actions.squads(), *actions.names()})


def name_validate(name: str) -> None:
    if name not in names_known():
        raise ValidationError(
            _("The sandbox has no “%(name)s”. Choose one of these: %(names)s."),
            code="no_twin",
            params={"name": name, "names": ", ".join(names_known())},
        )
