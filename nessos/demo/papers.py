"""Invented numbers that pass their check digits: no real person's, no real company's."""

from nessos.demo.past import chance

_CNPJ_FIRST = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_CNPJ_SECOND = (6, *_CNPJ_FIRST)
_ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


def cnpj_invent(*, with_letters: bool = False) -> str:
    body = "".join(chance.choices(_ALPHABET if with_letters else "0123456789", k=8)) + "0001"
    for weights in (_CNPJ_FIRST, _CNPJ_SECOND):
        rest = sum((ord(char) - 48) * weight for char, weight in zip(body, weights, strict=True)) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return body


def phone_invent() -> str:
    """A mobile number out of the run of fives, which looks like one and is nobody's by intent."""
    return f"+55{chance.choice(('11', '21', '31', '41', '51', '71', '81'))}95555{chance.randint(1000, 9999)}"
