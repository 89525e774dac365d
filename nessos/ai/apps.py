from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AiConfig(AppConfig):
    name = "nessos.ai"
    label = "ai"
    verbose_name = _("AI")

    def ready(self) -> None:
        autodiscover_modules("knowledge")
        import_module("nessos.ai.knowledge.uploads.source")
        import_module("nessos.ai.evals.scoring")
        import_module("nessos.ai.evals.gauges").gauges_register()
        import_module("nessos.ai.ledger.gauges").gauges_register()
