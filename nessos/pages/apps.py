from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "nessos.pages"
    label = "pages"

    def ready(self) -> None:
        from nessos.pages.gauges import gauges_register

        gauges_register()
