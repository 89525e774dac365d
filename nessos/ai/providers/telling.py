"""Spans of time as people read them."""

import math

from django.utils.translation import ngettext


def seconds_tell(seconds: float) -> str:
    whole = math.ceil(seconds)
    if whole > 120:
        minutes = math.ceil(whole / 60)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return ngettext("%(count)d second", "%(count)d seconds", whole) % {"count": whole}
