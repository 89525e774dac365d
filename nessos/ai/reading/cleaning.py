"""Words of a model made fit to be kept: plain lines, and Markdown without anything that could act."""

import re
from collections.abc import Callable

from nessos.ai.reading.folding import spaced

_SCRIPT = re.compile(r"<(script|style|iframe|object|svg)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>\n]{0,400}>")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\](?:\([^()\n]{0,600}\)|\[[^\[\]\n]{0,120}\])")
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\](?:\([^()\n]{0,600}\)|\[[^\[\]\n]{0,120}\])")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\[\]\n]{1,120}\]:.*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)\S+|\b(?:javascript|data|vbscript|mailto):\S+", re.IGNORECASE
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s(.*)")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~).*$")
_BLANKS = re.compile(r"\n{3,}")
#: Unseen marks that turn the direction of a line, or hide words in it.
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def line_clean(text: str, length: int) -> str:
    """In one line, without marks that nobody sees, cut between words."""
    line = " ".join(_UNSEEN.sub("", spaced(text)).split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def markdown_clean(text: str, *, top: int = 2, hide: Callable[[str], str] = str, withheld: str = "") -> str:
    """Headings, lists, bold: no HTML, no image, no address. ``hide`` takes people out, line by line.

    ``top``: no heading stands above this level.
    """
    bare = _UNSEEN.sub("", spaced(text))
    while (stripped := _TAG.sub("", _COMMENT.sub("", _SCRIPT.sub("", bare)))) != bare:
        bare = stripped  # what was taken out may have held two halves of another apart
    bare = _REFERENCE.sub("", _LINK.sub(r"\1", _IMAGE.sub(r"\1", bare)))
    lines = [_line_clean(line, top, hide, withheld) for line in bare.split("\n") if not _FENCE.match(line)]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _line_clean(line: str, top: int, hide: Callable[[str], str], withheld: str) -> str:
    quoted = re.match(r"\s{0,3}>+ ?", line)
    mark, rest = ("> ", line[quoted.end() :]) if quoted else ("", line)
    plain = re.sub(r"[<>`\[\]|\\]", "", _ADDRESS.sub(withheld, rest)).rstrip()
    heading = _HEADING.match(plain)
    if heading:
        mark, plain = "#" * max(top, len(heading[1])) + " ", heading[2].strip(" #")
    return f"{mark}{hide(plain)}".rstrip()
