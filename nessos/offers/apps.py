from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "nessos.offers"
    label = "offers"
    verbose_name = _("Offers")

    def ready(self) -> None:
        autodiscover_modules("records", "actions", "agents")
