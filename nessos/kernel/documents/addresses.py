"""Where people are reached: e-mail, state (UF), postal code (CEP)."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from nessos.kernel.documents.spelling import is_digits, punctuation_strip

UFS = frozenset(
    "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO".split()  # noqa: SIM905
)

#: The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3).
EMAIL_LENGTH = 254


def email_normalize(text: str) -> str:
    """Trimmed and wholly in lower case.

    A standard lets the part before the @ tell cases apart; no provider in use does, and two spellings of one
    mailbox must meet where people are recognised, opted out or erased.
    """
    address = text.strip().lower()
    email_characters_validate(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(
            _("This is not an e-mail address. It looks like name@example.com: check it and enter it again."),
            code="email_invalid",
        ) from error
    return address


def email_characters_validate(address: str) -> None:
    """Refuse what Django's validator lets through: unprintable characters (in quoted names) and overlong ones."""
    if len(address) > EMAIL_LENGTH:
        raise ValidationError(
            _("An e-mail address has at most 254 characters. Check it and enter it again."),
            code="email_length",
        )
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in address):
        raise ValidationError(
            _("This e-mail address holds an invisible character. Type it instead of pasting it."),
            code="email_characters",
        )


def uf_normalize(text: str) -> str:
    """One of the 27 two-letter codes, in upper case."""
    code = text.strip().upper() if len(text) <= 64 else ""
    if code not in UFS:
        raise ValidationError(
            _("This is not a Brazilian state. Enter its two letters, such as RJ."), code="uf_invalid"
        )
    return code


def cep_normalize(text: str) -> str:
    """Eight digits, kept as text: those of São Paulo begin with zero."""
    digits = punctuation_strip(text)
    if not is_digits(digits, 8) or digits.startswith("00"):
        raise ValidationError(
            _("This is not a CEP. Enter its 8 digits, such as 01310-100."), code="cep_invalid"
        )
    return digits


def cep_format(digits: str) -> str:
    """``01310-100``; what is not eight characters long is shown as it is."""
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 8 else digits
