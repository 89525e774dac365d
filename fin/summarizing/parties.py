"""Who signs a contract: by the role that is written beside a name, or by the number that belongs to it."""

import re
from collections.abc import Iterator

from nessos.ai.reading.clauses import lines_read, mark_read
from nessos.ai.reading.folding import fold

_ROLE = (
    "contratantes?|contratad[ao]s?|cliente|fornecedora?|prestadora?|tomadora?|locatari[ao]|locadora?|licenciad[ao]|licenciante"
    "|assinante|compradora?|vendedora?|cedente|cessionari[ao]|parceir[ao]|concedente|convenente|consultora?|outorgante"
    "|outorgad[ao]|empresa|representante comercial|representad[ao]|divulgante|receptora?"
)
_LABELLED = re.compile(rf"^(?:[-•*]\s*)?(?:{_ROLE})\b(?:\s?\([^)]{{1,40}}\))?\s?[:\-]\s*(?P<name>\S.*)")
_ROLED = re.compile(
    r"\b(?:denominad|designad|chamad|doravante|qualidade de|\bora\b|como|\(\s?\"?)"
    rf"[^.;]{{0,40}}?(?:{_ROLE})\b|\bdoravante\b"
)
#: The number of a company, or of a person who stands for nobody else.
_NUMBER = re.compile(
    r"\bc\.?n\.?p\.?j\b|\bc\.?p\.?f\b|cadastro nacional da pessoa juridica|cadastro de pessoas fisicas"
)
#: Whoever comes after one of these acts for the party named before.
_ACTS = re.compile(
    r"representad|\bsindic[ao]\b|\bprocurador|testemunha|\bsoci[oa]s?\b|\badministrador(?:es)?\b|\bdiretora?\b"
)
#: What a name ends at.
_ENDS = re.compile(
    r"\s*(?:,|;|\(|\s-\s(?!(?:me|epp|ltda|eireli)\b)|\bcnpj\b|\bcpf\b|\binscrit[ao]\b|\bpessoa juridica\b"
    r"|\bcom sede\b|\bneste ato\b|\bdoravante\b|\.$|\.\s)"
)
_SUFFIX = re.compile(r"\b(?:ltda|s\.?\s?a\.?|s/a|s/s|eireli|me|epp|mei)\b\.?", re.IGNORECASE)
_TOKEN = r"[A-ZÀ-Ý0-9][\wÀ-ÿ.&'/-]*"
_NAME = re.compile(rf"{_TOKEN}(?:\s+(?:(?:d[aeo]s?|e|&|em|para|-)\s+)*{_TOKEN})*")
_STOP = re.compile(
    r"^(?:contrato|instrumento|termo|clausula|pelo|por|entre|as|os|a|o|de|do|da|partes|rua|av\.?|avenida|estado"
    r"|cadastro|cep|bairro|rio de|sr|sra|celebram|sao|considerando|ministerio|contratante|contratada|contratado"
    r"|cnpj.*|cpf.*|quadro|resumo|no|na|em)$"
)
_NO_NAME = re.compile(
    r"contrato|instrumento|termo|acordo|clausula|primeiro termo|cadastro|lei\b|rua\b|avenida\b|av\b"
)
_MOST = 6


def parties_find(text: str) -> list[str]:
    """The names as they are written, in their order."""
    lines = list(_preamble_read(text))
    names = [name for line in lines if (name := _labelled_read(line))]
    if len(names) < 2:
        names = [name for line in lines for name in _prose_read(line)] or names
    if len(names) < 2:
        names = [name for line in lines for name in _companies_read(line)] or names
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(re.sub(r"\W+", " ", fold(name)).strip(), name)
    return list(found.values())[:_MOST]


def _preamble_read(text: str) -> Iterator[str]:
    """What stands before the first clause; a numbered line that names a party is none."""
    for line in lines_read(text):
        folded = fold(line)
        mark, rest = mark_read(line)
        names_party = _NUMBER.search(folded) or _LABELLED.match(fold(rest))
        if mark and not names_party and len(mark) <= 24 and not re.match(r"i+\b|\(", fold(mark)):
            return
        yield rest if mark else line


def _labelled_read(line: str) -> str:
    found = _LABELLED.match(fold(line))
    if found is None:
        return ""
    return _name_cut(line[found.start("name") :])


def _name_cut(text: str) -> str:
    """The name that a text begins with."""
    folded = fold(text)
    for end in _ENDS.finditer(folded):
        if end.start() < 2:
            continue
        name = text[: end.start()].rstrip(" ,;:-–")
        is_abbreviation = text[end.start() : end.start() + 1] == "." and (
            _SUFFIX.search(name[-6:]) or len(name.rsplit(" ", 1)[-1]) <= 2
        )
        if not is_abbreviation:
            return name if not _SUFFIX.search(text[: end.start() + 1][-6:]) else text[: end.start()].strip()
        if not text[end.end() :].strip():
            return text.strip()
    return text.strip(" ,;:")


def _prose_read(line: str) -> Iterator[str]:
    """In running text: before each number of a company, and before each role, the name that it belongs to.

    A party that was named already has its role still to come, and may have more numbers: a new one is known by what
    companies are called.
    """
    folded = fold(line)
    roles = {found.start() for found in _ROLED.finditer(folded)}
    anchors = sorted(roles | {found.start() for found in _NUMBER.finditer(folded)})
    begin, is_named = 0, False
    for anchor in anchors:
        name = _name_pick(line[begin:anchor])
        if name and (not is_named or _SUFFIX.search(name)):
            yield name
            is_named = True
        is_named, begin = is_named and anchor not in roles, anchor


def _companies_read(line: str) -> Iterator[str]:
    """Without a number and without a role: whatever is called as companies are, and the two sides."""
    for found in _NAME.finditer(line):
        run = _run_trim(found[0])
        if len(run.split()) >= 2 and not _is_stopped(run) and (_SUFFIX.search(run) or _is_side(line, found)):
            yield run


def _is_side(line: str, found: re.Match[str]) -> bool:
    before = fold(line[: found.start()])
    return re.search(r"\bde (?:um|outro)(?: lado)?,?\s*(?:a empresa\s*|[ao]\s*)?$", before) is not None


def _name_pick(segment: str) -> str:
    folded = fold(segment)
    acts = _ACTS.search(folded)
    runs = [
        _run_trim(found[0]) for found in _NAME.finditer(segment if acts is None else segment[: acts.start()])
    ]
    runs = [run for run in runs if len(run.split()) >= 2 and not _is_stopped(run)]
    return next((run for run in runs if _SUFFIX.search(run)), runs[0] if runs else "")


def _run_trim(run: str) -> str:
    words = run.split()
    while words and (
        _STOP.match(fold(words[0]).strip(".,:")) or re.fullmatch(r"[ivx]+\.?|\d+", fold(words[0]))
    ):
        words.pop(0)
    while words and (_STOP.match(fold(words[-1]).strip(".,:")) and not _SUFFIX.search(words[-1])):
        words.pop()
    name = " ".join(words)
    return name if _SUFFIX.search(name[-5:]) else name.rstrip(".,:;-")


def _is_stopped(run: str) -> bool:
    return _NO_NAME.match(fold(run)) is not None
