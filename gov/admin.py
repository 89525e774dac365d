"""GOV at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import BASE_INPUT_CLASSES, UnfoldAdminTextareaWidget

from gov.models import Policy, PolicyAcceptance, PolicyVersion
from gov.selectors import versions_pending
from gov.services import policy_activate, policy_deprecate, policy_text_save
from nessos.kernel import clock
from nessos.web.admin import (
    DialogForm,
    ReadOnlyAdmin,
    RoomAdmin,
    RoomTabularInline,
    navigation_add,
    room_button,
    row_action,
)


def _pending_count(request: HttpRequest) -> int:
    return versions_pending(user=request.user).count()


navigation_add(
    "gov",
    _("To accept"),
    "gov_pending",
    icon="gavel",
    permission="gov.add_policyacceptance",
    order=5,
    count=_pending_count,
)

_STATUS_COLOURS = {"active": "success", "deprecated": "warning"}
_TIMES = (_("Dates"), {"fields": ["created_at", "updated_at"], "classes": ["collapse"]})


class VersionInline(RoomTabularInline):
    """What there is of a policy's text; a new one is written by the button above."""

    model = PolicyVersion
    fields = ["number", "effective_at", "published_at"]
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewVersionForm(DialogForm):
    """Begins with the newest text: a new version is mostly the old one, mended."""

    content_text = forms.CharField(label=_("Text"), widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}))
    effective_at = forms.DateTimeField(
        label=_("Takes effect at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": " ".join(BASE_INPUT_CLASSES)}),
        help_text=_("At once when left empty."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = PolicyVersion.objects.filter(policy=self.object_id).order_by("-number").first()
        self.fields["content_text"].initial = newest.content_text if newest else ""


@admin.register(Policy)
class PolicyAdmin(RoomAdmin):
    icon = "policy"
    navigation_order = 10
    list_display = ["title", "kind", "status_label", "updated_at"]
    list_filter = ["status", "kind"]
    search_fields = ["title_folded", "slug"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [(None, {"fields": ["title", "slug", ("kind", "status")]}), _TIMES]
    inlines = [VersionInline]
    actions = ["policies_activate", "policies_deprecate"]
    actions_detail = ["version_write"]

    status_label = RoomAdmin.label_of("status", _("status"), _STATUS_COLOURS)

    @row_action(_("Put into force"))
    def policies_activate(self, request: HttpRequest, policy: Policy) -> None:
        policy_activate(policy=policy)

    @row_action(_("Deprecate"))
    def policies_deprecate(self, request: HttpRequest, policy: Policy) -> None:
        policy_deprecate(policy=policy)

    @room_button(
        _("New version"),
        question=_(
            "The text becomes the next version. Everybody is asked to accept it once it takes effect."
        ),
        icon="post_add",
        form=NewVersionForm,
        submit=_("Save version"),
    )
    def version_write(self, request: HttpRequest, policy: Policy, data: dict[str, Any]) -> Any:
        version = policy_text_save(
            policy=policy, content_text=data["content_text"], effective_at=data["effective_at"]
        )
        return _("This is version %(number)d.") % {"number": version.number}


@admin.register(PolicyVersion)
class PolicyVersionAdmin(RoomAdmin):
    icon = "history_edu"
    navigation_order = 20
    list_display = ["policy", "number", "effective_at", "published_at"]
    list_filter = ["policy", ("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["policy__title_folded"]
    readonly_fields = ["number", "published_at", "content_hash", "created_at", "updated_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "policy",
                    ("number", "effective_at", "published_at"),
                    "content_text",
                    "content_hash",
                ]
            },
        ),
        _TIMES,
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What took effect stands, and a version never moves to another policy."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        return [*fields, "policy", *(["effective_at", "content_text"] if obj.published_at else [])]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"effective_at": clock.now(), **super().get_changeform_initial_data(request)}


@admin.register(PolicyAcceptance)
class PolicyAcceptanceAdmin(ReadOnlyAdmin):
    icon = "verified_user"
    navigation_order = 30
    list_display = ["version", "user", "accepted_at"]
    list_filter = ["accepted_at"]
    list_select_related = ["version__policy"]
    search_fields = ["version__policy__title_folded", "user__username"]
    fields = ["version", "user", "accepted_at", "ip", "content_hash"]
