from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinConfig(AppConfig):
    name = "fin"
    verbose_name = _("FIN")
