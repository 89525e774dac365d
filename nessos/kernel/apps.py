from django.apps import AppConfig
from django.conf import settings

from nessos.kernel.crashpoints import crashpoint_arm


class KernelConfig(AppConfig):
    name = "nessos.kernel"
    label = "kernel"

    def ready(self) -> None:
        crashpoint_arm(settings.NESSOS_CRASHPOINT, allowed=settings.NESSOS_TEST_CLOCK)
