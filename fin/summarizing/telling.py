"""A contract in short, for people: what was found, and what was not."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from fin.summarizing.terms import KeyFacts, money_tell


def summary_tell(facts: KeyFacts) -> str:
    return " ".join(_sentences_make(facts))


def _sentences_make(facts: KeyFacts) -> Iterator[str]:
    if facts.parties:
        yield _parties_tell(facts.parties)
    if facts.subject:
        yield _("Subject: %(subject)s.") % {"subject": facts.subject.rstrip(".…")}
    if facts.value is not None:
        value = " ".join(part for part in (money_tell(facts.value), facts.rhythm) if part)
        yield _("Value: %(value)s.") % {"value": value}
    if facts.term:
        yield _("Term: %(term)s.") % {"term": facts.term}
    if facts.adjustment_index:
        yield _("Adjusted by the %(index)s.") % {"index": facts.adjustment_index}
    if facts.termination_notice:
        yield _("Notice of termination: %(notice)s.") % {"notice": facts.termination_notice}
    if facts.penalty:
        yield _("Penalty: %(penalty)s.") % {"penalty": facts.penalty}
    if facts.late_fee:
        yield _("Fine for late payment: %(fee)s.") % {"fee": facts.late_fee}
    if missing := _missing_name(facts):
        yield _("Not found: %(missing)s.") % {"missing": ", ".join(missing)}


def confidence_of(facts: KeyFacts) -> float:
    """By how much of what every contract has was found."""
    return round(0.35 + 0.1 * (6 - len(_missing_name(facts))), 2)


def _missing_name(facts: KeyFacts) -> list[str]:
    looked_for = [
        (bool(facts.parties), _("parties")),
        (facts.value is not None, _("value")),
        (facts.term is not None, _("term")),
        (facts.adjustment_index is not None, _("adjustment index")),
        (facts.termination_notice is not None, _("notice of termination")),
        (facts.penalty is not None, _("penalty")),
    ]
    return [label for is_found, label in looked_for if not is_found]


def _parties_tell(names: list[str]) -> str:
    """Where only fields are there to read, we are the other party."""
    if len(names) == 1:
        return _("Contract with %(party)s.") % {"party": names[0].rstrip(".")}
    together = _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
    return _("Contract between %(parties)s.") % {"parties": together.rstrip(".")}
