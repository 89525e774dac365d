"""What GOV does by itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from gov.services import due_versions_publish
from nessos.workers.duties import duty_register

duty_register(
    "gov.due_versions_publish", label=_("Put policy versions into force"), every=timedelta(seconds=30)
)(due_versions_publish)
