"""Letters to those who are asked: rows of the transaction that tells, sent by a duty and gone once they were sent."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.models import Approval, ApprovalLetter, ApprovalNote

log = logging.getLogger(__name__)

Kind = ApprovalNote.Kind
#: So often one letter is tried, each time after twice the pause.
ATTEMPTS = 8
_PAUSE = timedelta(minutes=1)
_SUBJECT = 180


def letters_write(
    approval: Approval, kind: str, people: Iterable[User], *, comment: str = "", sender: str = ""
) -> None:
    """To be sent once the transaction in force has committed; nothing to who has no address."""
    ApprovalLetter.objects.bulk_create(
        ApprovalLetter(approval=approval, person_id=person.pk, kind=kind, comment=comment, sender=sender)
        for person in people
        if person.email
    )


def letters_send() -> int:
    """Send what is due, each in a transaction of its own; answers how many were sent."""
    sent = 0
    while (is_sent := _letter_send()) is not None:
        sent += is_sent
    return sent


def _letter_send() -> bool | None:
    """Whether it went out; None: there is none. Killed between the two it is sent twice, never not at all."""
    with transaction.atomic():
        due = ApprovalLetter.objects.filter(due_at__lte=clock.now()).order_by("due_at", "id")
        letter = due.select_for_update(of=("self",), skip_locked=True).first()
        if letter is None:
            return None
        is_sent = letter.approval.is_open and letter.person.is_active and _send(letter)
        if is_sent is not None:
            letter.delete()
        return bool(is_sent)


def _send(letter: ApprovalLetter) -> bool | None:
    """None: it is tried again later."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            subject, body = _subject_write(letter), _body_write(letter)
        send_mail(subject, body, None, [letter.person.email])
    except Exception:
        letter.failures += 1
        log.exception("a letter about an approval could not be sent", extra={"failures": letter.failures})
        if letter.failures >= ATTEMPTS:
            return False
        letter.due_at = clock.now() + _PAUSE * 2 ** (letter.failures - 1)
        letter.save(update_fields=["failures", "due_at"])
        return None
    return True


def _subject_write(letter: ApprovalLetter) -> str:
    sentences = {
        Kind.REMINDED: _("Still waiting for you: %(title)s"),
        Kind.ESCALATED: _("Escalated to you: %(title)s"),
        Kind.ASSIGNED: _("Handed over to you: %(title)s"),
        Kind.ASKED: _("A question about: %(title)s"),
        Kind.ANSWERED: _("An answer about: %(title)s"),
    }
    sentence = sentences.get(Kind(letter.kind)) or _("For you to decide: %(title)s")
    return " ".join((sentence % {"title": letter.approval}).split())[:_SUBJECT]


def _body_write(letter: ApprovalLetter) -> str:
    approval = letter.approval
    lines = [str(approval), ""]
    if letter.comment:
        lines += [_("%(sender)s writes:") % {"sender": letter.sender}, letter.comment, ""]
    lines.append(_("Workflow: %(name)s") % {"name": approval.run.workflow.name})
    if approval.due_at is not None:
        due = formats.date_format(timezone.localtime(approval.due_at), "SHORT_DATETIME_FORMAT")
        lines.append(_("To be decided by %(due)s.") % {"due": due})
    page = reverse("admin:workflows_approval_change", args=[approval.pk])
    lines += ["", f"{settings.NESSOS_URL}{page}"]
    return "\n".join(lines)
