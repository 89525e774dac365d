"""What is written to whom, in the language of the house: a customer chose none."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.whatsapp.port import Letter, Line
from conversations.whatsapp.shapes import CartMessage, Followup, StockAlert, Welcome
from nessos.integrations.goods import Item, item_name
from nessos.kernel import clock
from nessos.kernel.documents import phone_normalize

FOLLOWUP_AFTER = timedelta(hours=48)
#: Who reads what is meant for nobody in particular.
HOUSE = "group:ops"
_ITEMS_NAMED = 5
_LONGEST_NAME = 80


def cart_letter(given: CartMessage) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        goods = _items_tell(given.items)
        asking = _("You left %(goods)s in your cart. Shall we help you to finish your order?")
        text = f"{_greet(given.name)} {asking % {'goods': goods}}"
        return _to_customer(
            "send_abandoned_cart_message", given.phone, text, {"items_count": len(given.items)}
        )


def welcome_letter(given: Welcome) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        text = f"{_greet(given.name)} {_('Thank you for getting in touch. We will answer you shortly.')}"
        return _to_customer("send_welcome_message", given.phone, text, {})


def followup_letter(given: Followup) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        text = f"{_greet(given.name)} {_('Is there anything that we can still do for you?')}"
        return _to_customer("schedule_followup_message", given.phone, text, {}, after=FOLLOWUP_AFTER)


def alert_letter(given: StockAlert) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        text = _alert_tell(given)
    told = [found for each in given.recipients if (found := _phone_read(each)[0])]
    lines = [Line(to=to, text=text) for to in dict.fromkeys(told or [HOUSE])]
    return Letter(purpose="send_stock_alert", lines=lines)


def _to_customer(
    purpose: str, phone: str | None, text: str, about: dict[str, int], after: timedelta | None = None
) -> Letter:
    to, fault = _phone_read(phone or "")
    return Letter(
        purpose=purpose,
        lines=[Line(to=to, text=text)] if to else [],
        send_at=clock.now() + after if after else None,
        about={**about, **({"note": fault} if fault else {})},
    )


def _phone_read(typed: str) -> tuple[str, str]:
    """In E.164; or, second, why that cannot be."""
    if not typed.strip():
        return "", _("No telephone is known, so nothing was sent.")
    try:
        return phone_normalize(typed), ""
    except ValidationError as error:
        return "", " ".join(error.messages)


def _greet(name: str | None) -> str:
    first = Truncator((name or "").strip().split(" ")[0]).chars(_LONGEST_NAME)
    return _("Hello, %(name)s!") % {"name": first} if first else _("Hello!")


def _items_tell(items: Sequence[Item]) -> str:
    names = [Truncator(name).chars(_LONGEST_NAME) for item in items if (name := item_name(item))]
    if not names:
        return _("something")
    more = len(items) - len(names[:_ITEMS_NAMED])
    named = ", ".join(names[:_ITEMS_NAMED])
    if not more:
        return named
    rest = ngettext("%(named)s and %(count)d more item", "%(named)s and %(count)d more items", more)
    return rest % {"named": named, "count": more}


def _alert_tell(given: StockAlert) -> str:
    product = Truncator(given.product_id).chars(_LONGEST_NAME)
    if given.level is None:
        told = _("The stock of %(product)s is critical.") % {"product": product}
    else:
        sentence = ngettext(
            "The stock of %(product)s is critical: %(level)d unit left.",
            "The stock of %(product)s is critical: %(level)d units left.",
            given.level,
        )
        told = sentence % {"product": product, "level": given.level}
    if not given.supplier_contacted:
        return f"{told} {_('No supplier was contacted yet.')}"
    names = ", ".join(Truncator(name).chars(_LONGEST_NAME) for name in given.suppliers_list[:_ITEMS_NAMED])
    contacted = _("Suppliers were contacted: %(names)s.") if names else _("Suppliers were contacted.")
    return f"{told} {contacted % {'names': names} if names else contacted}"
