"""The document that a customer reads. No price stands in its words: they stand in its lines alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from growth.contents import Item, Section
from growth.models import Lead, Service
from growth.posting.material import plain_write
from growth.proposing.matching import Matched
from growth.proposing.pricing import price_compute, total_sum
from nessos.ai.reading.orders import orders_drop
from nessos.kernel import clock

#: How long an offer stands.
VALIDITY = timedelta(days=30)
_TITLE_LENGTH, _NEED_LENGTH = 180, 600
_DESCRIPTION_LENGTH = 1_000


class Part(Enum):
    """The sections of a proposal, in their order."""

    NEED = gettext_lazy("What we understood")
    SCOPE = gettext_lazy("Scope")
    DELIVERED = gettext_lazy("What is delivered")
    WORK = gettext_lazy("How we work")
    NEXT = gettext_lazy("Next steps")

    @property
    def heading(self) -> str:
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Draft:
    title: str
    sections: list[Section]
    #: Which part each of the sections is.
    parts: list[Part]
    items: list[Item]
    total: Decimal
    valid_until: date


def proposal_write(lead: Lead, matched: Matched) -> Draft:
    items = [_item_make(service) for service in matched.services]
    who = _customer_name(lead)
    written = list(_parts_write(lead, who, matched.services))
    return Draft(
        title=_("Proposal for %(who)s") % {"who": who},
        sections=[Section(heading=part.heading, markdown=words) for part, words in written],
        parts=[part for part, _words in written],
        items=items,
        total=total_sum(item.amount for item in items),
        valid_until=clock.today() + VALIDITY,
    )


def _item_make(service: Service) -> Item:
    price = price_compute(service)
    description = _("%(service)s – %(told)s") % {"service": service.name, "told": price.told}
    return Item(
        service=service.slug,
        description=(description if price.told else service.name)[:_DESCRIPTION_LENGTH],
        amount=price.amount,
    )


def _parts_write(lead: Lead, who: str, services: list[Service]) -> Iterator[tuple[Part, str]]:
    yield Part.NEED, _need_tell(lead, who)
    yield Part.SCOPE, _scope_tell(services)
    if delivered := _deliverables_tell(services):
        yield Part.DELIVERED, delivered
    if effort := effort_tell(services):
        yield Part.WORK, effort
    yield (
        Part.NEXT,
        _(
            "Tell us that you agree, and we settle the date of the first meeting. "
            "If the scope should be another, answer this proposal and we adjust it."
        ),
    )


def _need_tell(lead: Lead, who: str) -> str:
    need, _order = orders_drop(lead.message)
    sentence = _("This proposal answers what %(who)s asked us for.") % {"who": who}
    told = plain_write(need)[:_NEED_LENGTH].strip()
    return f"{sentence}\n\n> {told}" if told else sentence


def _scope_tell(services: list[Service]) -> str:
    if not services:
        return _("A first conversation settles what is needed; the scope and its price follow from it.")
    return "\n".join(f"- **{plain_write(each.name)}**{_about(each)}" for each in services)


def _about(service: Service) -> str:
    text = about_tell(service)
    return f": {text}" if text else ""


def about_tell(service: Service) -> str:
    return plain_write(service.technical_scope or service.marketing_body or service.marketing_pitch)


def _deliverables_tell(services: list[Service]) -> str:
    """The steps of the playbooks that they are delivered by."""
    return "\n".join(
        f"- {step} ({plain_write(service.name)})" for service in services for step in steps_find(service)
    )


def steps_find(service: Service) -> list[str]:
    if service.playbook is None:
        return []
    tasks = sorted(service.playbook.tasks.all(), key=lambda each: (each.sort_order, each.created_at))
    return [plain_write(task.title) for task in tasks]


def effort_tell(services: list[Service]) -> str:
    minutes = sum(each.playbook.estimated_duration_minutes for each in services if each.playbook)
    titles = dict.fromkeys(plain_write(each.playbook.title) for each in services if each.playbook)
    if not titles:
        return ""
    told = _("Each service is delivered by a written playbook of ours: %(titles)s.") % {
        "titles": ", ".join(titles)
    }
    hours = -(-minutes // 60)
    effort = ngettext(
        "One round of it takes about %(hours)d hour.", "One round of it takes about %(hours)d hours.", hours
    )
    return f"{told} {effort % {'hours': hours}}" if hours else told


def _customer_name(lead: Lead) -> str:
    return " ".join((lead.company or lead.name).split())[:_TITLE_LENGTH]
