"""Providers and their models at the desk."""

import os
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.providers.breaker import breaker_cause, breaker_close
from nessos.ai.providers.models import Breaker, Provider, ServedModel
from nessos.ai.providers.trying import Tried, model_try
from nessos.web.admin import RoomAdmin, RoomTabularInline, label_make, room_button

_KIND_COLOURS = {"chat": "primary", "embedding": "info"}
_STATE_COLOURS = {"ready": "success", "key": "danger", "open": "warning", "off": "default"}


class ServedModelInline(RoomTabularInline):
    model = ServedModel
    fields = ["name", "kind", "input_price", "output_price", "is_active"]
    extra = 0
    show_change_link = True


@admin.register(Provider)
class ProviderAdmin(RoomAdmin):
    icon = "dns"
    navigation_order = 43
    list_display = ["name", "base_url", "sees_personal_data", "state_shown"]
    list_filter = ["is_active", "sees_personal_data"]
    search_fields = ["name", "base_url"]
    readonly_fields = ["key_shown", "breaker_shown"]
    fieldsets = [
        (None, {"fields": ["name", "base_url", "key_variable", "key_shown", "breaker_shown", "is_active"]}),
        (_("What it may see"), {"fields": ["sees_personal_data", "takes_store"]}),
        (_("How it is asked"), {"fields": ["structured", "length_field", "timeout_seconds", "batch_size"]}),
    ]
    inlines = [ServedModelInline]
    actions_detail = ["provider_close_breaker"]
    empty_text = _("No provider is set up: agents answer by the rules of the house.")

    @display(description=_("state"), label=_STATE_COLOURS)
    def state_shown(self, provider: Provider) -> Any:
        if not provider.is_active:
            return label_make("off", gettext("switched off"), _STATE_COLOURS)
        if not _has_key(provider):
            return label_make("key", gettext("without a key"), _STATE_COLOURS)
        if breaker_cause(provider):
            return label_make("open", gettext("paused"), _STATE_COLOURS)
        return label_make("ready", gettext("ready"), _STATE_COLOURS)

    @admin.display(description=_("key"))
    def key_shown(self, provider: Provider) -> str:
        """Never any part of it."""
        if not provider.key_variable:
            return gettext("none needed")
        return (
            gettext("set in the environment") if _has_key(provider) else gettext("not set in the environment")
        )

    @admin.display(description=_("breaker"))
    def breaker_shown(self, provider: Provider) -> str:
        return breaker_cause(provider) or gettext("Closed: it is asked.")

    def has_close_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as it is left alone."""
        pk = obj.pk if isinstance(obj, Provider) else obj
        is_open = pk is None or Breaker.objects.filter(provider=pk, open_until__isnull=False).exists()
        return is_open and self.has_change_permission(request)

    @room_button(
        _("Close the breaker"),
        question=_("It is asked again at once. Do so when what was wrong is mended."),
        icon="restart_alt",
        permission="close",
    )
    def provider_close_breaker(self, request: HttpRequest, provider: Provider) -> str:
        breaker_close(provider)
        return gettext("The breaker is closed: the next question goes to the provider.")


@admin.register(ServedModel)
class ServedModelAdmin(RoomAdmin):
    icon = "neurology"
    navigation_order = 44
    list_display = ["name", "provider", "kind_label", "input_shown", "output_shown", "is_active"]
    list_filter = ["provider", "kind", "is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["provider"]
    fieldsets = [
        (None, {"fields": ["provider", "name", "kind", "is_active"]}),
        (_("What it costs"), {"fields": ["input_price", "output_price"]}),
        (_("What it can take"), {"fields": ["context_tokens", "max_output_tokens", "takes_dimensions"]}),
    ]
    actions_detail = ["model_try"]
    empty_text = _("No model is set up: agents answer by the rules of the house.")

    kind_label = RoomAdmin.label_of("kind", _("kind"), _KIND_COLOURS)

    @admin.display(description=_("input, per million tokens"), ordering="input_price")
    def input_shown(self, model: ServedModel) -> str:
        return brl_exact(model.input_price)

    @admin.display(description=_("output, per million tokens"), ordering="output_price")
    def output_shown(self, model: ServedModel) -> str:
        return brl_exact(model.output_price)

    @room_button(
        _("Try it"),
        question=_(
            "The model is asked a tiny question, with nothing of the house in it. It costs next to nothing."
        ),
        icon="network_check",
        locked=False,
    )
    def model_try(self, request: HttpRequest, model: ServedModel) -> str:
        return _tried_tell(model, model_try(model))


def _has_key(provider: Provider) -> bool:
    return not provider.key_variable or bool(os.environ.get(provider.key_variable, "").strip())


def _tried_tell(model: ServedModel, tried: Tried) -> str:
    tokens = tried.usage.input_tokens + tried.usage.output_tokens
    data = {"model": model, "seconds": number_format(tried.seconds, 1), "count": tokens}
    told = (
        ngettext(
            "%(model)s answered in %(seconds)s s and used %(count)d token.",
            "%(model)s answered in %(seconds)s s and used %(count)d tokens.",
            tokens,
        )
        % data
    )
    if tried.repaired:
        told += " " + gettext(
            "It kept to the form asked for only at the second attempt: choose another form."
        )
    return told
