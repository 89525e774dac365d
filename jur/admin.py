"""The desk of this room."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jur.errors import NothingToReviewError
from jur.models import ComplianceCheck, ComplianceFramework, LegalDocument, RiskFinding
from jur.services import finding_settle, findings_record, findings_unknown
from nessos.ai.answers import AgentAnswer
from nessos.ai.desk import AgentDesk, Line, agent_button
from nessos.web.admin import RoomAdmin, RoomStackedInline, RoomTabularInline, row_action


class FindingInline(RoomStackedInline):
    model = RiskFinding
    fields: ClassVar = ["clause", "category", "severity", "excerpt", "suggestion", "status"]
    tab = True


class CheckInline(RoomTabularInline):
    model = ComplianceCheck
    fields: ClassVar = ["playbook", "status", "notes"]
    show_change_link = False


@admin.register(LegalDocument)
class LegalDocumentAdmin(AgentDesk, RoomAdmin):
    icon = "gavel"
    navigation_order = 10
    list_display: ClassVar = ["title", "type_label", "contract", "created_at"]
    list_filter: ClassVar = ["doc_type", "contract"]
    search_fields: ClassVar = ["title_folded", "contract__number"]
    fields: ClassVar = ["title", "doc_type", "contract", "content_text"]
    inlines: ClassVar = [FindingInline]
    date_hierarchy = "created_at"
    label_colours: ClassVar = {"contract": "success", "nda": "info", "policy": "warning"}

    actions_detail: ClassVar = ["document_review"]

    type_label = RoomAdmin.label_of("doc_type", _("type"), label_colours)

    @agent_button(
        _("Review"),
        agent="review_contract",
        question=_(
            "The agent looks for clauses that may hurt us. You see what it found before it is written down."
        ),
        icon="policy",
        permissions=("jur.add_riskfinding",),
    )
    def document_review(self, document: LegalDocument) -> dict[str, Any]:
        if not document.content_text.strip():
            raise NothingToReviewError(title=document.title)
        return {"text": document.content_text}

    def document_review_show(self, document: LegalDocument, answer: AgentAnswer) -> list[Line] | str:
        found = findings_unknown(document=document, found=answer.output["findings"])
        if not found:
            return gettext("The agent found nothing that is not written down already.")
        return [Line(label=_finding_name(each), value=_finding_tell(each)) for each in found]

    def document_review_apply(
        self, request: HttpRequest, document: LegalDocument, answer: AgentAnswer
    ) -> Any:
        made = len(findings_record(document=document, found=answer.output["findings"]))
        told = ngettext("%(count)d risk was written down.", "%(count)d risks were written down.", made)
        return told % {"count": made}


def _finding_name(found: Mapping[str, Any]) -> str:
    category, severity = RiskFinding.Category(found["category"]), RiskFinding.Severity(found["severity"])
    return gettext("%(category)s, severity: %(severity)s") % {
        "category": category.label,
        "severity": str(severity.label).lower(),
    }


def _finding_tell(found: Mapping[str, Any]) -> list[str]:
    excerpt = f"“{found['excerpt']}”" if found["excerpt"] else ""
    return [part for part in (found["clause"], excerpt, found["suggestion"]) if part]


@admin.register(RiskFinding)
class RiskFindingAdmin(RoomAdmin):
    icon = "warning"
    navigation_order = 20
    list_display: ClassVar = [
        "clause",
        "document",
        "category",
        "severity_label",
        "status_label",
        "created_at",
    ]
    list_filter: ClassVar = ["status", "severity", "category", "document"]
    search_fields: ClassVar = ["clause", "excerpt", "document__title_folded"]
    fields: ClassVar = ["document", "clause", "category", "severity", "excerpt", "suggestion", "status"]
    actions: ClassVar = ["findings_accept", "findings_resolve"]
    severity_colours: ClassVar = {"low": "info", "medium": "warning", "high": "danger"}
    label_colours: ClassVar = {"open": "warning", "accepted": "info", "resolved": "success"}

    severity_label = RoomAdmin.label_of("severity", _("severity"), severity_colours)
    status_label = RoomAdmin.label_of("status", _("status"), label_colours)

    @row_action(_("Accept the risk"))
    def findings_accept(self, request: HttpRequest, finding: RiskFinding) -> None:
        finding_settle(finding=finding, status=RiskFinding.Status.ACCEPTED)

    @row_action(_("Mark as resolved"))
    def findings_resolve(self, request: HttpRequest, finding: RiskFinding) -> None:
        finding_settle(finding=finding, status=RiskFinding.Status.RESOLVED)


@admin.register(ComplianceFramework)
class ComplianceFrameworkAdmin(RoomAdmin):
    icon = "balance"
    navigation_order = 30
    list_display: ClassVar = ["name", "slug"]
    search_fields: ClassVar = ["name", "slug"]
    fields: ClassVar = ["name", "slug", "description"]
    inlines: ClassVar = [CheckInline]


@admin.register(ComplianceCheck)
class ComplianceCheckAdmin(RoomAdmin):
    icon = "rule"
    navigation_order = 40
    list_display: ClassVar = ["framework", "playbook", "status_label", "updated_at"]
    list_filter: ClassVar = ["framework", "status", "playbook"]
    search_fields: ClassVar = ["framework__name", "playbook__title_folded", "notes"]
    fields: ClassVar = ["framework", "playbook", "status", "notes"]
    label_colours: ClassVar = {"ok": "success", "gap": "danger", "pending": "warning"}

    status_label = RoomAdmin.label_of("status", _("status"), label_colours)
