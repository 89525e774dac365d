"""What the engine's neighbours do by themselves."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from nessos.workers.duties import duty_register
from ops.workflows.reviews.letters import letters_send

duty_register(
    "workflows.letters_send", label=_("Send the letters about approvals"), every=timedelta(seconds=10)
)(letters_send)
