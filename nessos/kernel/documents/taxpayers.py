"""CPF (a person) and CNPJ (a company; with letters too since 2026, IN RFB 2.229/2024)."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nessos.kernel.documents.spelling import is_digits, punctuation_strip

_CNPJ = re.compile(r"[A-Z0-9]{12}[0-9]{2}")
_CPF_WEIGHTS = range(11, 1, -1)
_CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def cpf_normalize(text: str) -> str:
    """The CPF's eleven digits."""
    digits = punctuation_strip(text)
    if not is_digits(digits, 11):
        raise ValidationError(_("A CPF has 11 digits. Check it and enter all of them."), code="cpf_length")
    if len(set(digits)) == 1:
        raise ValidationError(
            _("A CPF is never one digit repeated. Enter the real one."), code="cpf_repeated"
        )
    if not _check_digits_hold(digits, _CPF_WEIGHTS):
        raise ValidationError(
            _(
                "This CPF's last two digits do not match the others. Look for a mistyped digit and enter it again."
            ),
            code="cpf_check_digits",
        )
    return digits


def cnpj_normalize(text: str) -> str:
    """The CNPJ's fourteen characters: letters in upper case, and two digits at the end."""
    stripped = punctuation_strip(text)
    # Only ASCII is upper-cased: "ß" or "ſ" would turn into letters that nobody typed.
    characters = stripped.upper() if stripped.isascii() else ""
    if not _CNPJ.fullmatch(characters):
        raise ValidationError(
            _("A CNPJ has 12 digits or letters followed by 2 digits. Check it and enter all of them."),
            code="cnpj_length",
        )
    if len(set(characters)) == 1:
        raise ValidationError(
            _("A CNPJ is never one digit repeated. Enter the real one."), code="cnpj_repeated"
        )
    if not _check_digits_hold(characters, _CNPJ_WEIGHTS):
        raise ValidationError(
            _(
                "This CNPJ's last two digits do not match the others. Look for a mistyped one and enter it again."
            ),
            code="cnpj_check_digits",
        )
    return characters


def document_normalize(text: str) -> str:
    """A CPF or a CNPJ, told apart by length."""
    length = len(punctuation_strip(text))
    if length == 11:
        return cpf_normalize(text)
    if length == 14:
        return cnpj_normalize(text)
    raise ValidationError(
        _("This is neither a CPF, which has 11 digits, nor a CNPJ, which has 14 characters. Check it."),
        code="document_length",
    )


def cpf_is_valid(digits: str) -> bool:
    """Eleven bare digits that can be somebody's CPF."""
    return is_digits(digits, 11) and len(set(digits)) > 1 and _check_digits_hold(digits, _CPF_WEIGHTS)


def cnpj_is_valid(characters: str) -> bool:
    """Fourteen bare characters, letters in upper case, that can be a company's CNPJ."""
    return (
        _CNPJ.fullmatch(characters) is not None
        and len(set(characters)) > 1
        and _check_digits_hold(characters, _CNPJ_WEIGHTS)
    )


def cpf_format(digits: str) -> str:
    """``529.982.247-25``; what is not eleven characters long is shown as it is."""
    if len(digits) != 11:
        return digits
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


def cnpj_format(characters: str) -> str:
    """``12.ABC.345/01DE-35``; what is not fourteen characters long is shown as it is."""
    if len(characters) != 14:
        return characters
    return f"{characters[:2]}.{characters[2:5]}.{characters[5:8]}/{characters[8:12]}-{characters[12:]}"


def document_format(characters: str) -> str:
    return cnpj_format(characters) if len(characters) == 14 else cpf_format(characters)


def _check_digits_hold(characters: str, weights: Sequence[int]) -> bool:
    # A letter counts by its place in ASCII minus that of "0": A is 17, Z is 42.
    values = [ord(character) - 48 for character in characters]
    return values[-2] == _check_digit(values[:-2], weights[1:]) and values[-1] == _check_digit(
        values[:-1], weights
    )


def _check_digit(values: Sequence[int], weights: Sequence[int]) -> int:
    rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest
