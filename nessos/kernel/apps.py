from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "nessos.kernel"
    label = "kernel"
