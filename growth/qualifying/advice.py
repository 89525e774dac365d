"""What to do with a lead next, and how sure the rules are of it."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from growth.qualifying.topics import GENERAL
from growth.qualifying.weighing import Finding, Weighed

#: From here on somebody calls today; from the second on it counts as qualified.
HOT, QUALIFIED = 70, 50
_BY_KIND: dict[str, str | Promise] = {
    "spam": gettext_lazy("Archive it; no answer is needed."),
    "offers": gettext_lazy("Pass it on to purchasing if we buy such things, else archive it."),
    "seeks_work": gettext_lazy("Pass it on to PEOPLE and answer with the address for applications."),
    "studies": gettext_lazy("Answer kindly with public material; this is no sale."),
    "private": gettext_lazy("Answer kindly that we serve companies only."),
    "press": gettext_lazy("Pass it on to whoever speaks for the company."),
    "unsubscribes": gettext_lazy("Take the address off the mailing list and confirm it."),
    "is_customer": gettext_lazy("Pass it on to whoever looks after this customer."),
}


def action_suggest(weighed: Weighed) -> str:
    kind = next((each for each in weighed.findings if each.group == "kind"), None)
    if kind is not None and weighed.score < QUALIFIED:
        return str(_BY_KIND[kind.name])
    if weighed.score >= HOT:
        return _hot_suggest(weighed)
    if weighed.score >= QUALIFIED:
        return _qualified_suggest(weighed)
    if weighed.found("not_now"):
        return _("Send material that fits, and ask again in three months.")
    return _("Ask in a short message what the company needs, how large it is and by when.")


def _hot_suggest(weighed: Weighed) -> str:
    if weighed.found("incident") and weighed.found("urgent"):
        return _("Call at once and bring in the specialists on duty: something is happening there now.")
    if weighed.found("offer_asked"):
        return _("Call today, settle the scope, and send the proposal within two working days.")
    return _("Call today and offer a meeting with a specialist this week.")


def _qualified_suggest(weighed: Weighed) -> str:
    missing = [
        label
        for group, label in (
            ("size", _("how large it is")),
            ("urgency", _("by when")),
            ("role", _("who decides")),
        )
        if group not in weighed.groups
    ]
    if not missing:
        return _("Answer within one working day and offer a conversation of half an hour.")
    sentence = _("Answer within one working day, offer a conversation of half an hour, and ask: %(missing)s.")
    return sentence % {"missing": ", ".join(missing)}


def reasons_tell(weighed: Weighed) -> list[str]:
    """What moved the score most comes first."""
    return list(_reasons_make(sorted(weighed.findings, key=lambda each: -abs(each.points))))


def _reasons_make(findings: list[Finding]) -> Iterator[str]:
    for each in findings:
        told = str(each.reason)
        if each.words:
            told = _("%(reason)s: “%(words)s”") % {"reason": told, "words": each.words[:80]}
        yield f"{told} ({each.points:+d})." if each.points else f"{told}."


def confidence_of(weighed: Weighed) -> float:
    """By how much there is to go by, and whether it all says the same."""
    found = 0.35 + 0.08 * len({each.group for each in weighed.findings if each.points})
    if weighed.is_silent:
        found = 0.3
    elif any(each.group == "kind" for each in weighed.findings):
        found += 0.2 if weighed.score < QUALIFIED else -0.2
    if weighed.segment == GENERAL and weighed.score >= QUALIFIED:
        found -= 0.15
    return round(max(0.1, min(0.95, found)), 2)
