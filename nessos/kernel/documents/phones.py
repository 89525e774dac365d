"""Telephones, stored as E.164. A number without a country is Brazilian.

Every Brazilian mobile has had a ninth digit since November 2016, yet old lists and WhatsApp's own ids still come
without it: it is put in here, and ``phone_variants`` gives the other spelling back for looking a sender up.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

#: The area codes that exist (DDD).
DDDS = frozenset(
    f"{tens}{units}"
    for tens, row in {
        1: "123456789", 2: "12478", 3: "1234578", 4: "123456789", 5: "1345",
        6: "123456789", 7: "134579", 8: "123456789", 9: "123456789",
    }.items()
    for units in row
)  # fmt: skip

_BRAZIL = 55
_TYPED = re.compile(r"\+?[0-9 ().\-/]{8,32}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_OLD_MOBILE = re.compile(r"[689][0-9]{7}")
_MOBILE = re.compile(r"9[0-9]{8}")
_FIXED = re.compile(r"[2-57][0-9]{7}")  # 7: a few trunked radios kept eight digits


def phone_normalize(text: str) -> str:
    """The number in E.164, ``+5511987654321``; a Brazilian mobile always with its ninth digit."""
    number = _number_parse(text)
    if number.country_code != _BRAZIL:
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(
                _("No telephone of that country has this number. Check the country code and the digits."),
                code="phone_foreign",
            )
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"+{_BRAZIL}{_national_normalize(str(number.national_number))}"


def phone_variants(text: str) -> tuple[str, ...]:
    """The canonical number first, then the spelling with or without the ninth digit that may mean the same phone.

    Only where both can: dropping the 9 of ``9 3333-4444`` would name somebody's landline.
    """
    canonical = phone_normalize(text)
    if not canonical.startswith(f"+{_BRAZIL}"):
        return (canonical,)
    area, local = canonical[:5], canonical[5:]
    if len(local) == 9 and local[1] in "6789":
        return canonical, area + local[1:]
    if len(local) == 8 and local[0] == "7":
        return canonical, f"{area}9{local}"
    return (canonical,)


def phone_format(e164: str) -> str:
    """For people: ``(11) 98765-4321``; a foreign one in its international spelling; else as it is."""
    if e164.startswith(f"+{_BRAZIL}") and len(e164) in {13, 14}:
        local = e164[5:]
        return f"({e164[3:5]}) {local[:-4]}-{local[-4:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164


def _number_parse(text: str) -> PhoneNumber:
    typed = _typed_clean(text)
    try:
        if not _TYPED.fullmatch(typed):
            raise ValueError
        return phonenumbers.parse(typed, "BR")
    except (ValueError, phonenumbers.NumberParseException) as error:
        raise ValidationError(
            _("This is not a telephone number. Enter the area code and the number, without an extension."),
            code="phone_characters",
        ) from error


def _typed_clean(text: str) -> str:
    """In plain ASCII, as far as it can be; nothing at all when it is too long for a telephone."""
    if len(text) > 64:
        return ""
    plain = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    spaced = " ".join(plain.split())
    # Brazil dials abroad with 00 and a carrier; people who write 0055 mean the plus sign of elsewhere.
    return re.sub(r"^00 ?55(?=\D*[1-9])", "+55", spaced)


def _national_normalize(digits: str) -> str:
    """Area code and number of a Brazilian telephone, given without country code and trunk prefix."""
    area, local = digits[:2], digits[2:]
    if len(digits) not in {10, 11}:
        raise ValidationError(
            _("A Brazilian telephone has an area code and 8 or 9 digits, such as (11) 98765-4321. Check it."),
            code="phone_length",
        )
    if area not in DDDS:
        raise ValidationError(
            _("There is no Brazilian area code like this one. Check the first two digits."),
            code="phone_area_code",
        )
    if _OLD_MOBILE.fullmatch(local):
        return f"{area}9{local}"
    if _MOBILE.fullmatch(local) or _FIXED.fullmatch(local):
        return digits
    raise ValidationError(
        _(
            "No Brazilian telephone begins like this: a mobile begins with 9, a landline with 2 to 5. Check it."
        ),
        code="phone_number",
    )
