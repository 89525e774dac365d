"""The sandbox at the desk: faults to switch on, and the ledger of what the twins did."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from nessos.integrations.sandbox.models import SandboxEffect, SandboxFault
from nessos.integrations.sandbox.names import names_known
from nessos.web.admin import ReadOnlyAdmin, RoomAdmin, json_block

_COLOURS = {"fail": "danger", "timeout": "warning", "unknown": "info"}


@admin.register(SandboxFault)
class SandboxFaultAdmin(RoomAdmin):
    icon = "bug_report"
    navigation_order = 60
    list_display = ["name", "mode_label", "times_left", "updated_at"]
    list_filter = ["mode"]
    search_fields = ["name"]
    fields = ["name", "mode", "times_left"]
    empty_text = _("Every twin behaves. A fault makes one of them refuse, or keep silent, so many times.")

    mode_label = RoomAdmin.label_of("mode", _("how"), _COLOURS)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT002  (Django's)
        form = super().get_form(request, obj, change=change, **kwargs)
        if "name" in form.base_fields:
            choices = [(name, name) for name in names_known()]
            form.base_fields["name"].widget = UnfoldAdminSelectWidget(choices=choices)
        return form


@admin.register(SandboxEffect)
class SandboxEffectAdmin(ReadOnlyAdmin):
    icon = "science"
    navigation_order = 65
    list_display = ["created_at", "name_shown", "key"]
    list_filter = ["squad", "created_at"]
    search_fields = ["=key", "action"]
    fields = ["name_shown", "key", "created_at", "input_shown", "output_shown"]
    readonly_fields = fields
    empty_text = _("No twin did anything yet. What workflows ask of the outside world stands here.")

    @admin.display(description=_("action"), ordering="action")
    def name_shown(self, effect: SandboxEffect) -> str:
        return effect.name

    @admin.display(description=_("input"))
    def input_shown(self, effect: SandboxEffect) -> str:
        return json_block(effect.input)

    @admin.display(description=_("output"))
    def output_shown(self, effect: SandboxEffect) -> str:
        return json_block(effect.output)
