"""WhatsApp's twin: what it sends is read at the desk."""

from conversations.models import OutgoingMessage
from conversations.whatsapp.port import Letter, Receipt
from nessos.integrations.sandbox.twin import Twin
from nessos.kernel import clock


class WhatsAppTwin(Twin):
    squad = "whatsapp"

    def send(self, letter: Letter, key: str) -> Receipt:
        return self.perform_once(letter.purpose, letter, key, answer=Receipt, effect=lambda: _deliver(letter))

    def look_up(self, key: str) -> Receipt | None:
        return self.answer_find(key, Receipt)


def _deliver(letter: Letter) -> Receipt:
    send_at = letter.send_at or clock.now()
    sent = OutgoingMessage.objects.bulk_create(
        OutgoingMessage(recipient=line.to, purpose=letter.purpose, text=line.text, send_at=send_at)
        for line in letter.lines
    )
    return Receipt(
        message_ids=[str(message.pk) for message in sent],
        recipients=[message.recipient for message in sent],
        send_at=send_at,
        about=letter.about,
    )
