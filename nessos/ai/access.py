"""Own rows of what the house's intelligence keeps."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from nessos.ai.knowledge.uploads.models import UploadedDocument
from nessos.web.access import own_rows

_membership = UploadedDocument.groups.through.objects


def _is_among(user: Any) -> Exists:
    """Whether one of the document's groups is one of the person's."""
    return Exists(_membership.filter(uploadeddocument=OuterRef("pk"), group__user=user))


own_rows(
    "ai.UploadedDocument",
    read=lambda user: Q(is_for_everybody=True) | Q(_is_among(user)) | Q(uploaded_by=user),
    write=lambda user: Q(uploaded_by=user),
    owner="uploaded_by",
)
