"""The language of prompts: two sections, ``{{ variable }}``, and a part that is there only if the variable is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from nessos.offers.consulting import PLACEHOLDER, SECTIONS

_OPEN = "{{"


@dataclass(frozen=True, kw_only=True)
class Fault:
    #: None: of no line, but of the whole text.
    line: int | None
    sentence: str
    #: It may be saved and published all the same.
    is_warning: bool = False

    def __str__(self) -> str:
        if self.line is None:
            return self.sentence
        return _("Line %(line)d: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


@dataclass(frozen=True, kw_only=True)
class Place:
    name: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is inside is there only if the variable holds something."""

    name: str
    nodes: list["Node"] = field(default_factory=list)


Node = str | Place | Part


@dataclass(frozen=True, kw_only=True)
class Template:
    system: str
    user: list[Node]


@dataclass(frozen=True, kw_only=True)
class Use:
    """A variable, where the text names it."""

    name: str
    line: int


def template_parse(text: str) -> tuple[Template | None, list[Fault]]:
    """None where the text cannot be read; then the faults say why."""
    lines = text_normalise(text).split("\n")
    faults = list(_sections_check(lines))
    if faults:
        return None, faults
    start, middle = (_places_of(lines, section)[0] for section in SECTIONS)
    system, user = "\n".join(lines[start + 1 : middle]).strip(), "\n".join(lines[middle + 1 :])
    faults = [
        *_system_check(lines[start + 1 : middle], start + 2),
        *_odd_find(user, middle + 2),
    ]
    nodes, more = _nodes_read(user, middle + 2)
    faults += more
    return (None if faults else Template(system=system, user=nodes)), sorted(
        faults, key=lambda fault: fault.line or 0
    )


def text_normalise(text: str) -> str:
    """As it is kept: one kind of line's end, and no blanks that nobody sees at the ends of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def uses_find(text: str) -> list[Use]:
    text = text_normalise(text)
    return [
        Use(name=found["name"], line=text.count("\n", 0, found.start()) + 1)
        for found in PLACEHOLDER.finditer(text)
    ]


def _places_of(lines: list[str], section: str) -> list[int]:
    return [number for number, line in enumerate(lines) if line == section]


def _sections_check(lines: list[str]) -> Iterator[Fault]:
    places = {section: _places_of(lines, section) for section in SECTIONS}
    for section, found in places.items():
        if not found:
            sentence = _("The section “%(section)s” is missing. Put it on a line of its own.")
            yield Fault(line=None, sentence=sentence % {"section": section})
        for again in found[1:]:
            sentence = _("The section “%(section)s” stands here again. Keep one of them.")
            yield Fault(line=again + 1, sentence=sentence % {"section": section})
    if all(len(found) == 1 for found in places.values()):
        yield from _order_check(lines, *(found[0] for found in places.values()))


def _order_check(lines: list[str], system: int, user: int) -> Iterator[Fault]:
    if user < system:
        sentence = _("The section “%(first)s” comes before “%(second)s”. Put it first.")
        yield Fault(line=system + 1, sentence=sentence % {"first": SECTIONS[0], "second": SECTIONS[1]})
        return
    if any(lines[:system]):
        sentence = _("What stands before “%(section)s” would be sent to nobody. Move it below.")
        yield Fault(line=1, sentence=sentence % {"section": SECTIONS[0]})
    for section, place, end in ((SECTIONS[0], system, user), (SECTIONS[1], user, len(lines))):
        if not any(lines[place + 1 : end]):
            sentence = _("The section “%(section)s” is empty. Write something below it.")
            yield Fault(line=place + 1, sentence=sentence % {"section": section})


def _system_check(lines: list[str], first: int) -> Iterator[Fault]:
    for number, line in enumerate(lines, first):
        if _OPEN in line:
            yield Fault(
                line=number,
                sentence=_(
                    "Variables stand in “%(user)s” only: what people wrote must not get among the instructions."
                )
                % {"user": SECTIONS[1]},
            )


def _odd_find(text: str, first: int) -> Iterator[Fault]:
    """Every ``{{`` that begins no placeholder."""
    known = {found.start() for found in PLACEHOLDER.finditer(text)}
    place = text.find(_OPEN)
    while place >= 0:
        if place not in known:
            line = text[place:].split("\n", 1)[0]
            yield Fault(
                line=first + text.count("\n", 0, place),
                sentence=_("This placeholder is not closed. End it with }}.")
                if "}}" not in line
                else _("This is no placeholder: “%(text)s”. Write {{ name }}, with a name in lower case.")
                % {"text": line[: line.index("}}") + 2][:60]},
            )
        place = text.find(_OPEN, place + len(_OPEN))


def _nodes_read(text: str, first: int) -> tuple[list[Node], list[Fault]]:
    faults: list[Fault] = []
    stack: list[tuple[Part, int]] = [(Part(name=""), 0)]
    done = 0
    for found in PLACEHOLDER.finditer(text):
        mark, name = found["mark"], found["name"]
        line = first + text.count("\n", 0, found.start())
        start, end = (found.start(), found.end()) if not mark else _line_around(text, *found.span())
        stack[-1][0].nodes.append(text[done : max(start, done)])
        done = end
        if not mark:
            stack[-1][0].nodes.append(Place(name=name))
        elif mark == "#":
            part = Part(name=name)
            stack[-1][0].nodes.append(part)
            stack.append((part, line))
        elif len(stack) > 1 and stack[-1][0].name == name:
            stack.pop()
        else:
            faults.append(_closing_fault(name, line, stack))
    stack[-1][0].nodes.append(text[done:])
    for part, line in stack[1:]:
        sentence = _("The part “{{# %(name)s }}” is not closed. Write {{/ %(name)s }} where it ends.")
        faults.append(Fault(line=line, sentence=sentence % {"name": part.name}))
    return stack[0][0].nodes, faults


def _closing_fault(name: str, line: int, stack: list[tuple[Part, int]]) -> Fault:
    if len(stack) == 1:
        sentence = _("“{{/ %(name)s }}” closes nothing. Remove it, or write {{# %(name)s }} where it begins.")
        return Fault(line=line, sentence=sentence % {"name": name})
    sentence = _(
        "“{{/ %(name)s }}” closes another part than the open one, “{{# %(open)s }}”. Close that first."
    )
    return Fault(line=line, sentence=sentence % {"name": name, "open": stack[-1][0].name})


def _line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """A mark alone on its line takes the line with it."""
    begin = text.rfind("\n", 0, start) + 1
    finish = text.find("\n", end)
    finish = len(text) if finish < 0 else finish + 1
    alone = not text[begin:start].strip() and not text[end:finish].strip()
    return (begin, finish) if alone else (start, end)
