"""The desk's pages of approvals: what waits for me, what exactly it is, and the buttons that decide it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.enums import ActionVariant

from nessos.accounts.models import User
from nessos.web.access import visible
from nessos.web.admin import ReadOnlyAdmin, admin_link, navigation_add, room_button
from nessos.web.admin.navigation import PERSONAL
from ops.workflows.admin.approval_forms import ApproveForm, AssignForm, CommentForm, CorrectForm
from ops.workflows.models import Approval
from ops.workflows.reviews.people import assigned_to, deciders_tell, may_answer, may_decide
from ops.workflows.reviews.prints import fingerprint_read, is_record_changed
from ops.workflows.reviews.reading import history_read, proposal_read
from ops.workflows.reviews.selectors import approvals_counted, approvals_of
from ops.workflows.reviews.services import (
    approval_answer,
    approval_approve,
    approval_assign,
    approval_more_info,
    approval_reject,
)

Status = Approval.Status
_ALL = "all"
_COUNTED = 99
#: So many letters of a value are read in passing.
_SHORT = 200


def _mine_count(request: HttpRequest) -> int:
    assert isinstance(request.user, User)
    return approvals_of(request.user)[:_COUNTED].count()


navigation_add(
    PERSONAL,
    gettext_lazy("Approvals"),
    "admin:workflows_approval_changelist",
    icon="rate_review",
    permission=None,
    order=5,
    count=_mine_count,
)


class StatusFilter(admin.SimpleListFilter):
    """What is open, unless something else is asked for."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[Any, str]]:
        others = [(value, str(label)) for value, label in Status.choices if value != Status.PENDING]
        return [*others, (_ALL, _("all"))]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.value()
        return queryset if asked == _ALL else queryset.filter(status=asked or Status.PENDING)

    def choices(self, changelist: Any) -> Any:
        found = list(super().choices(changelist))
        found[0]["display"] = Status.PENDING.label
        yield from found


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    in_navigation = False
    list_display: ClassVar = ["title", "workflow_name", "status_label", "asked_of", "created_at", "due_at"]
    list_filter: ClassVar = [StatusFilter, "assignee_group"]
    search_fields: ClassVar = ["title", "run__workflow__name"]
    list_select_related = ("run__workflow", "assignee_group")
    fields: ClassVar = [
        "title", "status_label", "warning", "proposed_shown", "record_shown", "asked_of", "votes", "due_at",
        "run_shown", "comment", "history_shown",
    ]  # fmt: skip
    readonly_fields: ClassVar = [*fields, "run_told"]
    actions_detail: ClassVar = [
        "approval_approve",
        "approval_correct",
        "approval_reject",
        {
            "title": gettext_lazy("More"),
            "items": ["approval_ask", "approval_answer", "approval_hand_over"],
        },
    ]
    empty_text = gettext_lazy("Nothing waits for you. What workflows ask you to decide stands here.")
    label_colours: ClassVar = {
        "pending": "info", "approved": "success", "rejected": "danger", "timed_out": "warning", "withdrawn": "default",
    }  # fmt: skip

    status_label = ReadOnlyAdmin.label_of("status", gettext_lazy("status"), label_colours)

    # --- Who: own rows decide, no permission of the table's -----------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_authenticated

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        approval = self._row(request, obj)
        return approval is not None and approval.is_open and may_decide(request.user, approval)

    def has_answer_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        approval = self._row(request, obj)
        if approval is None or approval.asked_at is None:
            return False
        return isinstance(request.user, User) and may_answer(request.user, approval)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.prefetch_related("assignees")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without what there is not, and without a way to the run for whoever may not read runs."""
        empty = (
            set() if obj is None else {name for name, is_there in self._parts_of(obj).items() if not is_there}
        )
        run = "run_shown" if request.user.has_perm("workflows.view_run") else "run_told"
        return [run if each == "run_shown" else each for each in self.fields if each not in empty]

    def _parts_of(self, approval: Approval) -> dict[str, bool]:
        return {
            "warning": bool(self.warning(approval)),
            "record_shown": bool(approval.record_model),
            "due_at": approval.due_at is not None,
            "comment": bool(approval.comment),
        }

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Never locked here: a decision locks the run first."""
        return self._row(request, object_id)

    def _row(self, request: HttpRequest, given: Any) -> Approval | None:
        """Unfold asks with the row's id in places, Django with the row. Read once for each request that shows it."""
        if given is None or isinstance(given, Approval):
            return given
        known: dict[str, Approval | None] = request.__dict__.setdefault("approvals_known", {})
        if str(given) not in known or request.method == "POST":
            rows = Approval.objects.select_related("run__workflow", "run__triggered_by", "assignee_group")
            try:
                known[str(given)] = visible(request.user, rows).filter(pk=given).first()
            except ValidationError:
                known[str(given)] = None
        return known[str(given)]

    # --- The list: what is mine first, then what is due first ---------------------------------------------------
    def get_ordering(self, request: HttpRequest) -> Any:
        if request.GET.get("status") or not isinstance(request.user, User):
            return ["-created_at"]
        mine = Case(When(assigned_to(request.user), then=0), default=1)
        return [mine.asc(), F("due_at").asc(nulls_last=True), "created_at"]

    # --- What is shown -------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("workflow"))
    def workflow_name(self, approval: Approval) -> str:
        return approval.run.workflow.name

    @admin.display(description=gettext_lazy("who decides"))
    def asked_of(self, approval: Approval) -> str:
        return deciders_tell(approval)

    @admin.display(description=gettext_lazy("under review"))
    def proposed_shown(self, approval: Approval) -> str:
        """Of a record the short values first: a long text would push them out of sight."""
        entries = proposal_read(approval)
        if isinstance(approval.candidate, Mapping):
            entries = tuple(sorted(entries, key=lambda entry: (bool(entry.inside), len(entry.text) > _SHORT)))
        return render_to_string("workflows/value.html", {"entries": entries})

    @admin.display(description=gettext_lazy("mind"))
    def warning(self, approval: Approval) -> str:
        told = []
        if approval.is_open and is_record_changed(approval):
            told.append(_("The record behind it has changed since the workflow asked."))
        if approval.corrected:
            told.append(_("It was corrected: this is not what the workflow put forward."))
        if approval.asked_at is not None:
            told.append(_("A question about it is open; see its history."))
        if approval.four_eyes:
            told.append(_("Whoever started the run by hand may not decide."))
        return format_html('<strong class="ness-warn">{}</strong>', " ".join(told)) if told else ""

    @admin.display(description=gettext_lazy("record"))
    def record_shown(self, approval: Approval) -> str:
        row = apps.get_model(approval.record_model)._default_manager.filter(pk=approval.record_id).first()
        if row is None:
            return _("It is gone.")
        link = admin_link(row)
        return format_html('<a class="ness-link" href="{}">{}</a>', link, row) if link else str(row)

    @admin.display(description=gettext_lazy("approvals"))
    def votes(self, approval: Approval) -> str:
        data = {"given": approvals_counted(approval), "needed": approval.quorum}
        return _("%(given)d of %(needed)d") % data

    @admin.display(description=gettext_lazy("run"))
    def run_shown(self, approval: Approval) -> str:
        told = self.run_told(approval)
        return format_html('<a class="ness-link" href="{}">{}</a>', admin_link(approval.run), told)

    @admin.display(description=gettext_lazy("run"))
    def run_told(self, approval: Approval) -> str:
        return f"{approval.run.workflow}, {approval.run}"

    @admin.display(description=gettext_lazy("history"))
    def history_shown(self, approval: Approval) -> str:
        return render_to_string("workflows/history.html", {"notes": list(history_read(approval))})

    # --- Buttons: bound to what the page showed ------------------------------------------------------------------
    def _get_actions_navigation(self, *args: Any, **kwargs: Any) -> Any:
        """The dialogs' addresses carry the fingerprint of what the page shows, and bring it back with the decision."""
        found = super()._get_actions_navigation(*args, **kwargs)
        object_id = args[2] if len(args) > 2 else kwargs.get("object_id")
        approval = Approval.objects.filter(pk=object_id, status=Status.PENDING).first() if object_id else None
        if approval is not None:
            shown = urlencode({"shown": fingerprint_read(approval)})
            for each in found:
                for button in each.get("items", [each]):
                    button["path"] = f"{button['path']}?{shown}"
        return found

    @room_button(
        gettext_lazy("Approve"),
        question=gettext_lazy("It goes on as it stands."),
        icon="check_circle",
        permission="decide",
        form=ApproveForm,
        variant=ActionVariant.SUCCESS,
    )
    def approval_approve(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        done = approval_approve(
            approval=approval, user=_person(request), comment=data["comment"], fingerprint=_shown(request)
        )
        return _approved_tell(done)

    @room_button(
        gettext_lazy("Correct and approve"),
        question=gettext_lazy("It goes on as you leave it here."),
        icon="edit_note",
        permission="decide",
        form=CorrectForm,
    )
    def approval_correct(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        done = approval_approve(
            approval=approval,
            user=_person(request),
            output=data["output"],
            comment=data["comment"],
            fingerprint=_shown(request),
        )
        return _approved_tell(done)

    @room_button(
        gettext_lazy("Reject"),
        question=gettext_lazy("Say why: whoever made it reads this."),
        icon="cancel",
        permission="decide",
        form=CommentForm,
        variant=ActionVariant.DANGER,
    )
    def approval_reject(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        approval_reject(
            approval=approval, user=_person(request), comment=data["comment"], fingerprint=_shown(request)
        )
        return _("It is rejected.")

    @room_button(
        gettext_lazy("Ask"),
        question=gettext_lazy("It goes on waiting, and those who may know are told."),
        icon="contact_support",
        permission="decide",
        form=CommentForm,
    )
    def approval_ask(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        approval_more_info(approval=approval, user=_person(request), comment=data["comment"])
        return _("Your question is on its way.")

    @room_button(
        gettext_lazy("Answer"),
        question=gettext_lazy("Those who decide are told."),
        icon="reply",
        permission="answer",
        form=CommentForm,
    )
    def approval_answer(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        approval_answer(approval=approval, user=_person(request), comment=data["comment"])
        return _("Your answer is on its way.")

    @room_button(
        gettext_lazy("Hand over"),
        question=gettext_lazy("From then on they decide, and you do not."),
        icon="forward",
        permission="decide",
        form=AssignForm,
    )
    def approval_hand_over(self, request: HttpRequest, approval: Approval, data: dict[str, Any]) -> str:
        approval_assign(approval=approval, user=_person(request), to=data["to"], comment=data["comment"])
        return _("It is handed over to %(to)s.") % {"to": data["to"]}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _shown(request: HttpRequest) -> str | None:
    return request.GET.get("shown")


def _approved_tell(approval: Approval) -> str:
    if approval.is_open:
        return _("Your approval counts; others are still needed.")
    return _("It is approved.")
