from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The shared ground of every room's API, admin and pages."""

    name = "nessos.web"
    label = "web"
    verbose_name = _("System")
    default = True

    def ready(self) -> None:
        # Whose rows are whose: a rule that is not loaded would show everyone's to everyone.
        autodiscover_modules("access")


class DeskConfig(AdminConfig):
    """Django's admin, with our own site: the desk at which people work."""

    default_site = "nessos.web.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        # The site is made while the desk's package loads: its own table can only be registered afterwards.
        import_module("nessos.web.admin.mailbox")
        import_module("nessos.web.admin.select2").select2_unify()
        autodiscover_modules("home")  # the rooms' cards on the first page
