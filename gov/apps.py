from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovConfig(AppConfig):
    name = "gov"
    verbose_name = _("GOV")
