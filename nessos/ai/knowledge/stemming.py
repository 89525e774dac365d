"""Stems of Portuguese words, in the manner of RSLP: plural, adverb, noun, verb, last vowel.

A stem need not be a word, only the same for all forms of one. Words come folded: "restauracoes".
"""

from collections.abc import Iterable

#: (ending, what the singular has instead, how much must be left before it).
_PLURALS = (
    ("coes", "cao", 1), ("soes", "sao", 1), ("oes", "ao", 2), ("aes", "ao", 2), ("ais", "al", 2), ("eis", "el", 2),
    ("ois", "ol", 2), ("uis", "ul", 2), ("ores", "or", 2), ("eres", "er", 3), ("ares", "ar", 3), ("zes", "z", 2),
    ("ses", "s", 3), ("ns", "m", 2), ("s", "", 3),
)  # fmt: skip
_NOUNS = (
    ("abilidade", 4), ("ibilidade", 4), ("alidade", 4), ("ividade", 3), ("idade", 4), ("amento", 3), ("imento", 3),
    ("encial", 3), ("ational", 3), ("ional", 5), ("acao", 3), ("icao", 4), ("ucao", 4), ("cao", 3),
    ("adora", 3), ("edora", 4), ("ador", 3), ("edor", 4), ("idor", 5), ("ancia", 3), ("encia", 3), ("anca", 3),
    ("ante", 4), ("ente", 4), ("avel", 3), ("ivel", 3), ("ativo", 4), ("ativa", 4), ("itivo", 3), ("ario", 4),
    ("aria", 4), ("eiro", 4), ("eira", 4), ("ismo", 4), ("ista", 4), ("agem", 4), ("eza", 3), ("oso", 4), ("osa", 4),
    ("ual", 4), ("ial", 4), ("inho", 4), ("inha", 4),
)  # fmt: skip
_VERBS = (
    ("ariamos", 3), ("eriamos", 3), ("assemos", 3), ("aremos", 3), ("eremos", 3), ("iremos", 3), ("avamos", 3),
    ("ariam", 3), ("eriam", 3), ("iriam", 3), ("assem", 3), ("essem", 3), ("issem", 3), ("ando", 3), ("endo", 3),
    ("indo", 3), ("aria", 4), ("eria", 4), ("iria", 4), ("asse", 3), ("esse", 4), ("isse", 4), ("aram", 3), ("eram", 3),
    ("iram", 3), ("avam", 3), ("arem", 3), ("erem", 3), ("irem", 3), ("amos", 3), ("emos", 3), ("imos", 3),
    ("ada", 3), ("ado", 3), ("ida", 3), ("ido", 3), ("ara", 4), ("era", 4), ("ira", 4), ("ava", 3), ("iam", 3),
    ("ar", 3), ("er", 3), ("ir", 3), ("ou", 3), ("eu", 3), ("iu", 3), ("ei", 3), ("am", 3), ("em", 3), ("ia", 4),
)  # fmt: skip
_SHORTEST = 4
_VOWELS = "aeo"


def stem_of(word: str) -> str:
    """The stem of a folded word; what holds a digit, or is short as abbreviations are, stays as it is."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    whole = _singular(word)
    if whole.endswith("mente") and len(whole) > 8:
        whole = whole[:-5]
    stem = _cut(whole, _NOUNS)
    if stem == whole:
        stem = _cut(whole, _VERBS)
    if len(stem) > 3 and stem[-1] in _VOWELS:
        stem = stem[:-1]
    return stem


def _singular(word: str) -> str:
    if word.endswith(("ss", "amos", "emos", "imos")):  # no plural: a verb, "we did"
        return word
    for ending, instead, left in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: len(word) - len(ending)] + instead
    return word


def _cut(word: str, endings: Iterable[tuple[str, int]]) -> str:
    for ending, left in endings:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word
