"""The key terms of a contract: of all figures in it, the one that its words know for what it is."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from fin.summarizing.cues import INDEX, NOTICE, PENALTY, TERM, VALUE, Cue, Scale
from fin.summarizing.parties import parties_find
from nessos.ai.reading.clauses import Clause, clauses_read
from nessos.ai.reading.figures import Amount, Figure, amounts_find, durations_find, percentages_find
from nessos.ai.reading.numbers import WORDS, words_count

F = TypeVar("F", bound=Figure)

#: So much has to speak for a figure.
_ENOUGH = 5
_INDEXES = {
    "IPCA-E": r"ipca[\s-]?e\b",
    "IPCA-15": r"ipca[\s-]?15\b",
    "IPCA": r"ipca\b|indice (?:nacional )?de precos ao consumidor amplo",
    "INPC": r"inpc\b|indice nacional de precos ao consumidor(?! amplo)",
    "IGP-DI": r"igp[\s-]?di\b|indice geral de precos\s?-?\s?disponibilidade interna",
    "IGP-M": r"igp[\s-]?m\b|indice geral de precos (?:do|-|de) ?mercado",
    "IPC-FIPE": r"ipc[\s/-]{0,3}\(?fipe\b|ipc da fipe",
    "ICTI": r"icti\b|indice de custo da tecnologia da informacao",
    "IST": r"ist\b|indice de servicos de telecomunicacoes",
    "INCC": r"incc(?:[\s-]?(?:m|di))?\b|indice nacional de custo da construcao",
    "Selic": r"selic\b",
}
_INDEX = re.compile("|".join(rf"(?P<i{place}>\b(?:{each}))" for place, each in enumerate(_INDEXES.values())))
_MONTHS = "janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro"
_DAY = (
    rf"(?:\d{{1,2}}[ºª°]?[/.-]\d{{1,2}}[/.-]\d{{4}}|(?:\d{{1,2}}[ºª°]?|primeiro) de (?:{_MONTHS}) de \d{{4}})"
)
_SPAN = re.compile(
    rf"(?P<first>{_DAY})\s*(?:a|ate|e termin\w+ em|e encerra\w*-se em|com termino em|-)\s*(?:o dia |dia )?"
    rf"(?P<last>{_DAY})"
)
_ENDLESS = re.compile(r"\b(?:prazo|tempo|duracao|vigencia) indeterminad[oa]")
_NOT_ENDLESS = re.compile(r"(?:passa\w* a vigorar|converte\w*|renova\w*|prorroga\w*)[^.;]{0,60}$")
_UNITS = (
    "mensalidades?|alugue(?:l|is)|parcelas?|faturas?(?: mensa(?:l|is))?|prestac(?:ao|oes)|honorarios mensais"
    "|salarios? minimos?|vezes o (?:valor (?:da |do )?)?(?:mensalidade|aluguel|preco mensal|valor mensal)"
)
_FEES = re.compile(
    rf"(?:\b(?P<digits>\d{{1,2}})\s?(?:\([^()]{{0,40}}\)\s?)?|(?P<words>{WORDS})\s)(?P<unit>{_UNITS})\b"
)
_SPELLED = {
    "alugueis": "aluguéis", "prestacoes": "prestações", "salario": "salário", "minimo": "mínimo", "preco": "preço",
}  # fmt: skip
_ON = re.compile(r"\s*((?:sobre|do|da|dos|das)\s[^,.;()]{2,90})")


@dataclass(frozen=True, kw_only=True)
class Fee(Figure):
    told: str


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    parties: list[str] = field(default_factory=list)
    value: Decimal | None = None
    #: How often it is paid, as it is written: ``mensais``, ``por hora``; empty where nothing says so.
    rhythm: str = ""
    term: str | None = None
    adjustment_index: str | None = None
    termination_notice: str | None = None
    penalty: str | None = None
    #: What a late payment costs: no term of its own, but worth knowing.
    late_fee: str = ""
    #: What the contract is about, in its own words.
    subject: str = ""


def facts_read(text: str) -> KeyFacts:
    sentences = [sentence for clause in clauses_read(text) for sentence in clause.sentences]
    value, place = _value_find(sentences)
    return KeyFacts(
        parties=parties_find(text),
        value=value.value if value else None,
        rhythm=_rhythm_read(place, value) if value and place else "",
        term=_term_find(sentences),
        adjustment_index=_index_find(sentences),
        termination_notice=_best_tell(sentences, NOTICE, durations_find),
        penalty=_penalty_find(sentences),
        late_fee=_late_fee_find(sentences),
        subject=_subject_find(sentences),
    )


def _candidates(
    sentences: Iterable[Clause], cues: Sequence[Cue], find: Callable[[str], Iterable[F]]
) -> Iterator[tuple[int, Clause, F]]:
    for sentence in sentences:
        if figures := list(find(sentence.folded)):
            scale = Scale(cues, sentence)
            yield from ((scale.weigh(figure), sentence, figure) for figure in figures)


def _best(
    sentences: Iterable[Clause], cues: Sequence[Cue], find: Callable[[str], Iterable[F]]
) -> tuple[int, Clause, F] | None:
    """The one that most speaks for; of equal ones the first."""
    found = max(_candidates(sentences, cues, find), key=lambda each: each[0], default=None)
    return found if found and found[0] >= _ENOUGH else None


def _best_tell(
    sentences: Iterable[Clause], cues: Sequence[Cue], find: Callable[[str], Iterable[F]]
) -> str | None:
    found = _best(sentences, cues, find)
    return str(found[2]) if found else None


# --- Value ----------------------------------------------------------------------------------------------------------
_RHYTHM = re.compile(
    r"^\s*,?\s*(mensais|mensal|por mes|ao mes|mensalmente|anuais|anual|por ano|por hora"
    r"|por \w+(?: ativ[oa])?,? por mes|por \w+)\b"
)
_MONTHLY = re.compile(r"mensal|mensalmente|mensalidade|por mes|aluguel")
_YEARLY = re.compile(r"\banual\b|\banuidade\b")


def _value_find(sentences: list[Clause]) -> tuple[Amount | None, Clause | None]:
    found = _best(sentences, VALUE, amounts_find)
    return (found[2], found[1]) if found else (None, None)


def _rhythm_read(clause: Clause, value: Amount) -> str:
    after = _RHYTHM.match(clause.folded[value.end :])
    if after:
        start = value.end + after.start(1)
        return clause.text[start : value.end + after.end(1)]
    before = clause.folded_heading + " " + clause.folded[: value.start]
    return "mensais" if _MONTHLY.search(before) else "anuais" if _YEARLY.search(before) else ""


# --- Term -----------------------------------------------------------------------------------------------------------
def _term_find(sentences: list[Clause]) -> str | None:
    span = next((told for each in sentences if (told := _span_read(each))), None)
    if span:
        return span
    found = _best(sentences, TERM, durations_find)
    endless = next((each for each in sentences if _is_endless(each)), None)
    if endless is not None and (found is None or found[0] < _ENOUGH + 3):
        return "prazo indeterminado"
    return str(found[2]) if found else None


def _span_read(sentence: Clause) -> str:
    """``de 01/04/2026 a 31/03/2027``, where the contract runs so."""
    span = _SPAN.search(sentence.folded)
    if span is None or not re.search(
        r"vig|prazo|duracao|contrato", sentence.folded_heading + sentence.folded
    ):
        return ""
    first, last = (sentence.text[slice(*span.span(name))] for name in ("first", "last"))
    return f"de {first} a {last}"


def _is_endless(sentence: Clause) -> bool:
    found = _ENDLESS.search(sentence.folded)
    return found is not None and not _NOT_ENDLESS.search(sentence.folded[: found.start()])


# --- Index ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class _Index(Figure):
    name: str

    def __str__(self) -> str:
        return self.name


def _indexes_find(folded: str) -> Iterator[_Index]:
    names = list(_INDEXES)
    for found in _INDEX.finditer(folded):
        name = names[int(str(found.lastgroup)[1:])]
        yield _Index(start=found.start(), end=found.end(), name=name)


def _index_find(sentences: list[Clause]) -> str | None:
    return _best_tell(sentences, INDEX, _indexes_find)


# --- Penalty --------------------------------------------------------------------------------------------------------
_FINED = re.compile(r"multa|penal|indeniza")
_FREE = re.compile(r"\bsem (?:qualquer |nenhuma? )?(?:multa|onus|penalidade)|nao e multa")


def _penalty_find(sentences: list[Clause]) -> str | None:
    found = _best(_fined(sentences), PENALTY, _fees_find)
    if found is None:
        return None
    _points, sentence, fee = found
    on = _ON.match(sentence.text, fee.end)
    return f"{fee.told} {on[1].strip()}" if on and fee.told.endswith("%") else fee.told


def _late_fee_find(sentences: list[Clause]) -> str:
    late = re.compile(r"atras|\bmora\b|moratori|impontual|nao sendo paga|nao pag")
    for sentence in _fined(sentences):
        if late.search(f"{sentence.folded_heading} {sentence.folded}"):
            for found in percentages_find(sentence.folded):
                if _FINED.search(f"{sentence.folded_heading} {sentence.folded[: found.start]}"):
                    return str(found)
    return ""


def _fined(sentences: list[Clause]) -> list[Clause]:
    return [
        each
        for each in sentences
        if _FINED.search(f"{each.folded_heading} {each.folded}") and not _FREE.search(each.folded)
    ]


def _fees_find(folded: str) -> Iterator[Fee]:
    for percentage in percentages_find(folded):
        yield Fee(start=percentage.start, end=percentage.end, told=str(percentage))
    for amount in amounts_find(folded):
        yield Fee(start=amount.start, end=amount.end, told=money_tell(amount.value))
    for found in _FEES.finditer(folded):
        count = int(found["digits"]) if found["digits"] else words_count(found["words"])
        unit = found["unit"]
        for plain, spelled in _SPELLED.items():
            unit = unit.replace(plain, spelled)
        yield Fee(start=found.start(), end=found.end(), told=f"{count} {unit}")


def money_tell(value: Decimal) -> str:
    """As it is written in Brazil: ``R$ 25.000,00``."""
    return "R$ " + f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


# --- Subject --------------------------------------------------------------------------------------------------------
_SUBJECT = re.compile(r"\bobjeto\b|\bescopo\b")
_SUBJECT_LENGTH = 240


def _subject_find(sentences: list[Clause]) -> str:
    for sentence in sentences:
        if _SUBJECT.search(sentence.folded_heading) or _SUBJECT.search(sentence.folded[:60]):
            return shorten(sentence.text.strip(" .;:"), _SUBJECT_LENGTH)
    return ""


def shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
