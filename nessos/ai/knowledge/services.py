"""Writes of the index's page."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.embedders import models_offered
from nessos.ai.knowledge.models import EmbedderChoice
from nessos.kernel import clock
from nessos.kernel.errors import NessosError


class EmbedderNotOfferedError(NessosError):
    code = "embedder_not_offered"
    sentence = _(
        "This model cannot be chosen: it is gone, switched off, makes no vectors, or may not see personal data. "
        "Choose another one."
    )


@transaction.atomic
def embedder_choose(*, model: UUID | None) -> EmbedderChoice:
    """From now on the index is built by this model, beside the one that answers; None: by the house itself."""
    chosen = None if model is None else models_offered().filter(pk=model).first()
    if model is not None and chosen is None:
        raise EmbedderNotOfferedError
    fresh = {"served_model": chosen, "fault": "", "fault_at": None, "resume_at": None}
    return EmbedderChoice.objects.update_or_create(pk=1, defaults=fresh)[0]


@transaction.atomic
def rebuild_ask() -> None:
    """A worker builds everything anew, beside what answers; and what was waited for is tried at once."""
    asked = {"rebuild_asked_at": clock.now(), "resume_at": None}
    EmbedderChoice.objects.update_or_create(pk=1, defaults=asked)
