"""The page where documents are uploaded, and how they fare."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from nessos.ai.knowledge.uploads.forms import UploadForm
from nessos.ai.knowledge.uploads.models import UploadedDocument
from nessos.ai.knowledge.uploads.selectors import documents_recent
from nessos.ai.knowledge.uploads.services import document_replace, document_retry, document_upload
from nessos.kernel.errors import NessosError
from nessos.web.access import assert_writable, visible
from nessos.web.admin import RoomPage, admin_link

_ADD, _CHANGE = "ai.add_uploadeddocument", "ai.change_uploadeddocument"


class UploadPage(RoomPage, TemplateView):
    title = gettext_lazy("Upload documents")
    permission = _ADD
    template_name = "knowledge/upload.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.permission = _CHANGE if "replaces" in request.GET else _ADD
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def replaced(self) -> UploadedDocument | None:
        """None: it is a new one. What was named and is not there is not taken for a new one."""
        if "replaces" not in self.request.GET:
            return None
        document = _row_read(self.request, self.request.GET["replaces"])
        if document is None:
            raise Http404
        return document

    def get_title(self) -> Any:
        if self.replaced is None:
            return self.title
        return _("A newer version of “%(title)s”") % {"title": self.replaced.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm(is_renewal=self.replaced is not None))
        shown = {"replaced": self.replaced, "megabytes": settings.UPLOAD_MAX_MEGABYTES}
        return super().get_context_data(**shown, **_states_of(self.request), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, is_renewal=self.replaced is not None)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if self.replaced is not None:
            return self._replace(request, self.replaced, form.cleaned_data["documents"][0])
        taken = sum(_take(request, file, form.cleaned_data) for file in form.cleaned_data["documents"])
        if taken:
            sentence = ngettext(
                "%(count)d document was taken in. It is read within seconds.",
                "%(count)d documents were taken in. They are read within seconds.",
                taken,
            )
            messages.success(request, sentence % {"count": taken})
        return redirect("knowledge_upload")

    def _replace(self, request: HttpRequest, document: UploadedDocument, file: Any) -> HttpResponse:
        try:
            assert_writable(request.user, document)
            content = _content_read(file)
            document_replace(document=document, name=file.name, content=content, user=request.user)
        except NessosError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        messages.success(
            request, _("The newer version is read within seconds. The older text is found no longer.")
        )
        return redirect(admin_link(document))


class DocumentStates(RoomPage, TemplateView):
    """The part of the page that is read anew while something is under way; and a second attempt."""

    permission = _ADD
    template_name = "knowledge/states.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**_states_of(self.request), **kwargs}

    def post(self, request: HttpRequest) -> HttpResponse:
        document = _row_read(request, request.POST.get("document", ""))
        if document is not None:
            assert_writable(request.user, document)
            try:
                document_retry(document=document)
            except NessosError as error:
                messages.error(request, str(error))
        return redirect("knowledge_upload")


def _take(request: HttpRequest, file: Any, said: dict[str, Any]) -> bool:
    """One file; what is wrong with it is told, and the others go on."""
    is_alone = len(said["documents"]) == 1
    try:
        document_upload(
            name=file.name,
            content=_content_read(file),
            user=request.user,
            title=said["title"] if is_alone else "",
            tags=said["tags"],
            language=said["language"],
            is_for_everybody=said["is_for_everybody"],
            groups=said["groups"],
        )
    except NessosError as error:
        messages.error(request, str(error))
        return False
    return True


def _content_read(file: Any) -> bytes:
    """One that is too large is not read into memory to be told so."""
    content: bytes = file.read(settings.UPLOAD_MAX_MEGABYTES * 1_000_000 + 1)
    return content


def _states_of(request: HttpRequest) -> dict[str, Any]:
    documents = documents_recent(user=request.user)
    unread = {UploadedDocument.State.WAITING, UploadedDocument.State.READING}
    is_moving = any(each.row.state in unread or each.is_being_indexed for each in documents)
    return {"documents": documents, "is_moving": is_moving}


def _row_read(request: HttpRequest, key: str) -> UploadedDocument | None:
    try:
        pk = UUID(key)
    except ValueError:
        return None
    return visible(request.user, UploadedDocument.objects.all()).filter(pk=pk).first()
