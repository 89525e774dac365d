"""Terms that mean the same: *cópia de segurança*, *backup* and *bkp* are one notion. The table is ``lexicon.txt``."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nessos.ai.knowledge.analysing import stems_of

_TABLE = Path(__file__).with_name("lexicon.txt")
#: How many other words may stand among those of a term: "apagou a pasta sem querer" is "apagar sem querer".
_GAP = 2
#: A term in more groups than this is too vague to say which is meant.
_VAGUE = 5
#: What a group counts that says little, and a term of several words, which hardly means anything else.
_FAINT, _PHRASE = 1 / 3, 1.5
#: How much it counts against a term that it stands in several groups: little, for often they are of one matter.
_SEVERAL = 0.25
#: Stems, in their order.
Term = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    #: The stems of a term → the groups it is in.
    terms: dict[Term, tuple[int, ...]]
    #: The groups that say little.
    faint: frozenset[int]
    #: Words of other trades, and of no group of the house's own.
    foreign: frozenset[str]
    #: A stem → the terms that it begins.
    begins: dict[str, tuple[Term, ...]]
    words: frozenset[str]

    def notions_of(self, stems: Sequence[str]) -> Counter[str]:
        """How strongly each notion is meant: a whole for each term of one meaning, a share for one of several."""
        found: Counter[str] = Counter()
        for place, stem in enumerate(stems):
            window = stems[place + 1 : place + 4 + _GAP]
            for term in self.begins.get(stem, ()):
                if _follows(term[1:], window):
                    self._add(found, term)
        return found

    def phrases_of(self, stems: Sequence[str]) -> Iterator[Term]:
        """The terms of several words that stand here."""
        for place, stem in enumerate(stems):
            window = stems[place + 1 : place + 4 + _GAP]
            yield from (
                term for term in self.begins.get(stem, ()) if len(term) > 1 and _follows(term[1:], window)
            )

    def meanings_of(self, term: Term) -> Iterator[tuple[str, float]]:
        """The notions that a term may mean, and how much each counts."""
        groups = self.terms.get(term, ())
        for group in groups:
            yield f"~{group}", (_FAINT if group in self.faint else 1) / len(groups) ** _SEVERAL

    def _add(self, found: Counter[str], term: Term) -> None:
        groups = self.terms[term]
        for group in groups:
            weight = (_FAINT if group in self.faint else 1) * (_PHRASE if len(term) > 1 else 1) / len(groups)
            found[f"~{group}"] += weight  # type: ignore[assignment]


def _follows(rest: Sequence[str], window: Sequence[str]) -> bool:
    """Whether the rest of a term stands in the window, in any order, not farther apart than the gap allows."""
    near = window[: len(rest) + _GAP]
    return all(stem in near for stem in rest)


@cache
def lexicon_read() -> Lexicon:
    groups: defaultdict[Term, list[int]] = defaultdict(list)
    lines = [line for line in _TABLE.read_text().splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(line for line in lines if not line.startswith("+")):
        for term in _terms_read(line.lstrip("?! ")):
            groups[term].append(number)
    for line in lines:
        if line.startswith("+"):
            _sayings_add(groups, line)
    terms = {term: tuple(dict.fromkeys(found)) for term, found in groups.items() if len(found) <= _VAGUE}
    begins: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        begins[term[0]].append(term)
    other = _numbers_marked(lines, "!")
    return Lexicon(
        terms=terms,
        faint=_numbers_marked(lines, "?"),
        foreign=frozenset(term[0] for term, found in terms.items() if len(term) == 1 and other >= set(found)),
        begins={stem: tuple(found) for stem, found in begins.items()},
        words=frozenset(stem for term in terms for stem in term),
    )


def _numbers_marked(lines: Sequence[str], mark: str) -> frozenset[int]:
    groups = (line for line in lines if not line.startswith("+"))
    return frozenset(number for number, line in enumerate(groups) if line.startswith(mark))


def _terms_read(line: str) -> list[Term]:
    terms = (tuple(stems_of(part)) for part in line.split(","))
    return [term for term in dict.fromkeys(terms) if term]


def _sayings_add(groups: defaultdict[Term, list[int]], line: str) -> None:
    """``+ backup: não rodou``. A saying of which one word is left says too little, and is passed over."""
    named, _colon, sayings = line.lstrip("+ ").partition(":")
    joined = [groups[term][0] for term in _terms_read(named)]
    for saying in sayings.split(","):
        term = tuple(stems_of(saying))
        if len(term) > 1 or (term and len(saying.split()) == 1):
            groups[term] += [number for number in joined if number not in groups[term]]
