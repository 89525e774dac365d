from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WorkersConfig(AppConfig):
    name = "nessos.workers"
    label = "workers"
    verbose_name = _("Workers")

    def ready(self) -> None:
        from nessos.workers import checks, queue  # noqa: F401  (checks register on import)

        autodiscover_modules("duties", "loops")
        queue.pulse_connect()
