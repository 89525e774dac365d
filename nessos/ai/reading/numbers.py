"""Numbers that are written out in Portuguese: ``doze``, ``cento e vinte``, ``três mil e quinhentos``."""

_UNITS = (
    "zero", "um", "dois", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze", "treze",
    "quatorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove",
)  # fmt: skip
_TENS = ("vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa")
_HUNDREDS = (
    "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos", "oitocentos",
    "novecentos",
)  # fmt: skip
_VALUES: dict[str, int] = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 20 + 10 * place for place, word in enumerate(_TENS)}
    | {word: 100 * place for place, word in enumerate(_HUNDREDS, start=1)}
    | {"uma": 1, "duas": 2, "catorze": 14, "cem": 100, "cinqüenta": 50}
    | {"duzentas": 200, "trezentas": 300, "quinhentas": 500}
)
_SCALES = {"mil": 1_000, "milhao": 1_000_000, "milhoes": 1_000_000}

#: Of a folded text: one word after another that counts something.
_WORD = "|".join(sorted([*_VALUES, *_SCALES], key=len, reverse=True))
WORDS = rf"\b(?:{_WORD})(?:,? (?:e )?(?:{_WORD})){{0,12}}\b"


def words_count(text: str) -> int:
    """What folded words say; anything else in between is passed over."""
    total = part = 0
    for word in text.replace(",", " ").split():
        if word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
        else:
            part += _VALUES.get(word, 0)
    return total + part
