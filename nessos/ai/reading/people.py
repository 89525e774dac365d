"""Who is spoken of, taken out of a text that others will read: names, addresses, numbers."""

import re

from nessos.ai.reading.first_names import FIRST_NAMES
from nessos.ai.reading.folding import fold
from nessos.kernel.masking import mask

_WORD = r"[A-ZÀ-Ý][a-zà-ÿ'’]+|[A-ZÀ-Ý]{3,}"
_RUN = re.compile(rf"(?:{_WORD})(?:\s(?:d[aeo]s?\s|e\s)?(?:{_WORD}|[A-ZÀ-Ý]\.))*")
_TITLED = re.compile(
    rf"\b(?:[Ss]r[as]?|[Dd]ra?|[Pp]rofa?|[Ee]ng|[Dd]ona|[Ss]enhora?|[Dd]outora?)\.?[ªº]?\s(?P<name>{_RUN.pattern})"
)
_JOB = (
    r"diretora?|gerente|coordenadora?|supervisora?|analista|presidente|soci[oa]"
    r"|sindic[oa]|enfermeir[oa]|secretari[oa]"
    r"|tecnic[oa]|gestora?|chefe|ceo|cto|cio|cfo|dpo|encarregad[oa]|advogad[oa]"
    r"|medic[oa]|contadora?|responsavel|proprietari[oa]"
    r"|don[oa]|fundadora?|administradora?|engenheir[oa]|estagiari[oa]|assistente|consultora?|professora?"
)
_SPEECH = (
    r"diss\w+|afirm\w+|cont(?:a|ou)|relat\w+|expli[cq]\w+|inform\w+|pedi\w+|lig(?:a"
    r"|ou)|autoriz\w+|coment\w+|agradec\w+"
    r"|assin\w+|resum\w+|conclu\w+|acompanh\w+|particip\w+|coorden\w+|lider\w+"
    r"|relembr\w+|declar\w+|que\s(?:\w+\s)?(?:pedi|lider|coorden)\w+"
)
#: What follows the name of somebody, and what comes before it.
_PERSON_AFTER = re.compile(
    rf"\s*(?:,\s?(?:\w+\s)?(?:{_JOB})\b|\((?:{_JOB})\b|-\s(?:{_JOB})\b|\s?(?:{_SPEECH})\b)"
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:segundo|conforme|de acordo com|palavras de|falar com|falamos com|ligar para|procurar|conversa com"
    r"|entrevista com|depoimento de|contato|nome|aos? cuidados de|a/c)[:,]?\s"
    rf"|\b(?:{_JOB})(?:\s(?:d[aeo]s?|geral|executiv[oa]|financeir[oa])\s?[\w ]{{0,24}}?)?,?\s)$"
)
#: Places and houses are called after people, and are none.
_NO_PERSON = re.compile(
    r"(?:\b(?:sao|santa|santo|dom|nossa senhora|hospital|clinica|colegio|escola"
    r"|padaria|mercado|rua|avenida|av\.?|praca|rodovia"
    r"|edificio|condominio|grupo|instituto|fundacao|banco|rede|lojas?|casa|cidade de"
    r"|porto|vila|bairro|campus|farmacia|restaurante"
    r"|industrias?|transportadora|construtora|comercial|cooperativa|associacao|usina"
    r"|hotel|pousada|laboratorio|universidade)\s(?:d[aeo]s?\s)?)$"
)
_COMPANY = re.compile(
    r"^\s?(?:ltda|s\.?/?a\b|eireli|me\b|epp\b|s/s|&|advogados|consultoria|alimentos|tecnologia|sistemas)"
)
#: Words that have a capital only because a sentence begins with them.
_OPENING = frozenset(
    (
        "segundo",
        "conforme",
        "com",
        "para",
        "na",
        "no",
        "em",
        "o",
        "a",
        "os",
        "as",
        "quando",
        "depois",
        "antes",
        "e",
        "por",
    )
)
_JOINED = (
    ("d[aeo]", "da "), ("n[ao]|em", "na "), ("pel[ao]|por", "pela "), ("ao", "à "), ("[ao]", "a "),
)  # fmt: skip
_MARKS = re.compile(r"\[(?:email|cpf|cnpj|phone|secret)\]")
_CARD = re.compile(r"\bRG\s?(?:n[ºo°.]*)?\s?[\d.]{5,12}-?[\dXx]?|@[A-Za-z][\w.]{2,29}")


def people_hide(text: str, *, person: str, datum: str) -> str:
    """The text with ``person`` where somebody is named, and ``datum`` for what belongs to somebody: mail, CPF, …

    Leaning to the safe side: better a company's name too many than a person's too few.
    """
    masked = _CARD.sub(datum, _MARKS.sub(datum, mask(text)))
    titled = _TITLED.sub(lambda found: _instead(person, found.start(), masked), masked)
    return _articles_join(_names_hide(titled, person), person)


def people_find(text: str) -> list[tuple[int, int]]:
    """Where somebody is named: the places of the names, in their order, without titles."""
    titled = [found.span("name") for found in _TITLED.finditer(text)]
    folded = fold(text)
    named = [place for found in _RUN.finditer(text) for place in _people_in(found, folded)]
    places: list[tuple[int, int]] = []
    for start, stop in sorted({*titled, *named}):
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(stop, places[-1][1]))
        else:
            places.append((start, stop))
    return places


def _articles_join(text: str, person: str) -> str:
    """``do a pessoa`` → ``da pessoa``: what stood before a name goes with what stands there now."""
    if not person.startswith("a "):
        return text
    for before, joined in _JOINED:
        text = re.sub(rf"\b(?:{before}) {re.escape(person)}\b", f"{joined}{person[2:]}", text)
    return text


def _names_hide(text: str, person: str) -> str:
    folded = fold(text)
    pieces, end = [], 0
    for found in _RUN.finditer(text):
        for start, stop in _people_in(found, folded):
            pieces += [text[end:start], _instead(person, start, text)]
            end = stop
    return "".join([*pieces, text[end:]])


def _people_in(run: re.Match[str], folded: str) -> list[tuple[int, int]]:
    """The parts of a run of capitalised words that name somebody."""
    words = [(run.start() + found.start(), fold(found[0])) for found in re.finditer(r"\S+", run[0])]
    while words and words[0][1] in _OPENING:
        words.pop(0)
    if not words:
        return []
    start = words[0][0]
    before, after = folded[max(0, start - 60) : start], folded[run.end() : run.end() + 40]
    is_told = bool(_PERSON_AFTER.match(after) or _PERSON_BEFORE.search(before))
    if _COMPANY.match(after):
        return []
    if is_told and len(words) > 1 and not _NO_PERSON.search(before):
        return [(start, run.end())]
    named = (
        place
        for place, word in words
        if word in FIRST_NAMES and not _NO_PERSON.search(folded[max(0, place - 30) : place])
    )
    return [(place, run.end()) for place in named][:1]


def _instead(person: str, start: int, text: str) -> str:
    """With a capital at the beginning of a sentence."""
    before = text[max(0, start - 20) : start].rstrip()
    return person[:1].upper() + person[1:] if not before or before[-1] in ".!?\n:" else person
