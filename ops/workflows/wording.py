"""Pieces of sentences that several faults need."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

_SHOWN = 20
_LONGEST = 60


def choices_tell(names: Iterable[str]) -> str:
    """What one may choose from, as a sentence of its own."""
    known = list(names)
    if not known:
        return _("There is none to choose from yet.")
    shown = ", ".join(known[:_SHOWN])
    if len(known) > _SHOWN:
        return _("Choose one of these, or of %(count)d more: %(names)s.") % {
            "count": len(known) - _SHOWN,
            "names": shown,
        }
    return _("Choose one of these: %(names)s.") % {"names": shown}


def name_shorten(name: object) -> str:
    """A stranger's name inside a sentence."""
    text = str(name)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
