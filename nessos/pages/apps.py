from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "nessos.pages"
    label = "pages"
