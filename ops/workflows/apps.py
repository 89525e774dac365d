from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "ops.workflows"
    label = "workflows"
    verbose_name = _("Workflows")

    def ready(self) -> None:
        from ops.workflows import gauges, known, matching
        from ops.workflows.executing.kinds import kinds_find

        kinds_find()
        matching.hook_register()
        known.check_register()
        gauges.gauges_register()
