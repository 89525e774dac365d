"""A contract taken apart: its clauses, each with its number and heading, and the sentences in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from nessos.ai.reading.folding import fold, spaced

_ORDINAL = r"(?:primeir|segund|terceir|quart|quint|sext|setim|oitav|non|decim|vigesim|unic)[ao]s?"
#: What a clause begins with, in a folded line: its number, and what sets the number off.
_MARK = re.compile(
    rf"(?P<mark>(?:clausula|artigo|art\.?|paragrafo|item)\s+(?:{_ORDINAL}(?:[\s-]{_ORDINAL})?|\d{{1,3}}(?:\.\d{{1,2}})*\s?[ºª°oa]?\b|[ivxl]{{1,6}}\b)"
    r"|§\s?(?:\d{1,2}\s?[ºª°o]?|unico)"
    rf"|{_ORDINAL}(?=\s?[:.\-])"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}[ºª°]?(?=\s?[.)\-:](?!\d)|\s)"
    r"|[ivxl]{1,6}(?=\s?[.)\-]\s)"
    r"|\(?[a-z]\)(?=\s))"
    r"\s?[.):\-]*\s*(?P<rest>.*)",
    re.DOTALL,
)
#: Sub-clauses that stand in the middle of a line, and clauses where all of the text is one, as out of a PDF.
_INNER = re.compile(
    r"(?<=[.:;])\s+(?=\d{1,2}\.\d{1,2}\.?\s+[A-ZÀ-Ú]"
    r"|(?:CL[ÁA]USULA|Cl[áa]usula)\s+(?:\d{1,3}\s?[ºª°oa]?|[A-ZÀ-Úa-zà-ú]{4,12}(?:\s[A-ZÀ-Úa-zà-ú]{4,12})?)\s?[-–—.:])"
)
_LABEL = re.compile(r"(?P<label>[^.:;,]{2,60}):\s+(?P<rest>\S.*)", re.DOTALL)
_TITLED = re.compile(r"(?P<label>(?:D[OAEoae]S?s?\s)[^.:;,]{2,60})[.:]\s*(?P<rest>.*)", re.DOTALL)
_DASHED = re.compile(r"(?P<label>[A-ZÀ-Ú][A-ZÀ-Ú ,/]{2,60})\s?[-–—.:]\s+(?P<rest>\S.*)", re.DOTALL)
_SHORT = re.compile(r"(?P<label>[A-ZÀ-Ú][^.:;,\d]{2,40})\.\s+(?P<rest>[A-ZÀ-Ú\d].*)", re.DOTALL)
_LABELLED_WORDS = 6
_END = re.compile(
    r"(?<=[\w)%\"”])(?<!\b[Nn])(?<!\bSr)(?<!\bSra)(?<!\bArt)(?<!\bLTDA)(?<!\bLtda)(?<!\b[Ss]\.[Aa])"
    r"[.;]\s+(?=[A-ZÀ-Ú(“\"\d])"
)
#: The name of the whole is nobody's heading.
_TITLE = re.compile(r"contrato|instrumento|termos? (?:de|aditivo)|acordo\b|licenca de uso")
_SENTENCE_LENGTH = 2_000
_HEADING_LENGTH = 90
_WRAPPED_LENGTH = 55


@dataclass(frozen=True)
class Clause:
    #: As it is written: ``2.1``, ``Cláusula Segunda``; empty where there is none.
    number: str
    heading: str
    text: str

    @property
    def name(self) -> str:
        return " – ".join(part for part in (self.number, self.heading) if part)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def folded_heading(self) -> str:
        return fold(self.heading)

    @cached_property
    def sentences(self) -> list["Clause"]:
        parts = (part.strip() for long in _END.split(self.text) for part in _bound(long))
        return [Clause(self.number, self.heading, part) for part in parts if part]


def clauses_read(text: str) -> list[Clause]:
    """In their order; what stands before the first of them comes as clauses without a number."""
    return list(_clauses_make(lines_read(text)))


def lines_read(text: str) -> list[str]:
    """As they were meant: what only the width of a page broke is put together again."""
    lines: list[str] = []
    is_open = False
    for raw in spaced(text).split("\n"):
        line = " ".join(raw.split())
        if line and is_open and _continues(lines[-1], line):
            lines[-1] += f" {line}"
        elif line:
            lines.append(line)
        is_open = bool(line)
    return [part for line in lines for part in _INNER.split(line)]


def _bound(text: str) -> Iterator[str]:
    """No sentence is longer: whoever looks at each figure of one looks at the whole of it."""
    for start in range(0, len(text), _SENTENCE_LENGTH):
        yield text[start : start + _SENTENCE_LENGTH]


def _continues(before: str, line: str) -> bool:
    if before.endswith((".", ";", ":")) or mark_read(line)[0] or _is_heading(before):
        return False
    return (
        line[0].islower()
        or line[0].isdigit()
        or line[0] == "("
        or (len(before) >= _WRAPPED_LENGTH and not _LABEL.match(line))
    )


def mark_read(line: str) -> tuple[str, str]:
    """The number that a line begins with, and the rest of it."""
    found = _MARK.match(fold(line))
    if found is None or not (found["rest"] or found["mark"][0].isalpha()):
        return "", line
    mark, rest = line[: found.end("mark")].strip(), line[found.start("rest") :]
    # "12 (doze) meses" at the beginning of a line is a figure; "2 DO PRAZO" is a clause.
    is_figure = mark.isdigit() and line[found.end("mark") :].startswith(" ") and not rest[:1].isupper()
    return ("", line) if is_figure and line[found.end("mark") :].strip() == rest else (mark, rest)


def _clauses_make(lines: list[str]) -> Iterator[Clause]:
    number = heading = titled_by = ""
    for line in lines:
        mark, rest = mark_read(line)
        number, kind = mark or number, _kind_of(mark)
        if _is_heading(rest) or not rest:
            heading, titled_by = "" if _TITLE.match(fold(rest)) else rest.strip(" .:-–—"), kind
            continue
        label, body = _label_read(rest, is_marked=bool(mark))
        if label and kind:
            # A clause's own title goes on over its sub-clauses; theirs do not.
            heading, titled_by = label, kind
            if not body:
                continue
        elif kind and kind == titled_by:
            heading = ""
        yield Clause(number, label or heading, body or rest)


def _kind_of(mark: str) -> str:
    """How the clauses of a contract are counted: alike, for those that stand side by side; empty for sub-clauses."""
    folded = fold(mark.strip("."))
    if "." in folded or folded[:1] in {"§", "("} or folded.startswith(("paragrafo", "item")):
        return ""
    found = re.match(r"clausula|art|\d|[ivxl]+$|[a-z]", folded)
    return "" if found is None else "1" if found[0].isdigit() else found[0][:3]


def _is_heading(line: str) -> bool:
    """In capitals, or named as headings are: short, with nothing that a sentence ends with."""
    if not line or len(line) > _HEADING_LENGTH or "R$" in line or "%" in line:
        return False
    if line.isupper():
        return ":" not in line.rstrip(":") and "," not in line
    is_named = len(line.split()) <= _LABELLED_WORDS and line[0].isupper()
    return (
        is_named
        and not line.endswith((".", ";", ":", ","))
        and not any(each.isdigit() for each in line)
        and (":" not in line and "," not in line)
    )


def _label_read(rest: str, *, is_marked: bool) -> tuple[str, str]:
    """``DO PREÇO: o valor …`` → the label and what it labels."""
    patterns = (_TITLED, _LABEL, _DASHED, _SHORT) if is_marked else (_LABEL,)
    for pattern in patterns:
        found = pattern.match(rest)
        if found and len(found["label"].split()) <= _LABELLED_WORDS:
            return found["label"].strip(), found["rest"].strip()
    return "", rest
