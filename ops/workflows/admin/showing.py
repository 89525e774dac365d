"""What several pages of the engine's desk show alike: how a run stands, how long a thing took, faults of a document."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

RUN_COLOURS = {
    "pending": "info",
    "running": "primary",
    "waiting": "warning",
    "completed": "success",
    "failed": "danger",
    "cancelled": "default",
}


def duration_tell(start: datetime, end: datetime) -> str:
    """Short, as on a clock: 0.4 s, 12 min 5 s, 3 d 4 h."""
    seconds = max(0.0, (end - start).total_seconds())
    if seconds < 60:
        return f"{number_format(seconds, 1, use_l10n=True)} s"
    whole = int(seconds)
    parts = [(whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    first = next(place for place, (count, _unit) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


def faults_show(faults: Sequence[Mapping[str, str]]) -> SafeString:
    rows = [(fault["path"], fault["message"]) for fault in faults]
    return format_html(
        '<ul class="ness-faults">{}</ul>', format_html_join("", "<li><code>{}</code> {}</li>", rows)
    )
