from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JurConfig(AppConfig):
    name = "jur"
    verbose_name = _("JUR")
