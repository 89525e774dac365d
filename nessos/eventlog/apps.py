from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EventlogConfig(AppConfig):
    name = "nessos.eventlog"
    label = "eventlog"
    verbose_name = _("Event log")

    def ready(self) -> None:
        from nessos.eventlog import announcing, checks  # noqa: F401  (checks and signals register on import)

        autodiscover_modules("events", "listeners")
        announcing.listen_to_saves()
