"""Saves the workflows of these tests, through the same door as everybody: ``python -m …furnishing``."""

import django


def main() -> None:
    django.setup()
    from ops.models import Playbook
    from ops.workflows.checking import steps_check
    from ops.workflows.checking.house import house_of_database
    from ops.workflows.services import workflow_save
    from tests.ops.workflows.chaos.documents import BY_HAND, HOT_ROWS, TRIGGER, WORKFLOWS

    for slug, steps in {**WORKFLOWS, **BY_HAND}.items():
        module, event = TRIGGER if slug in WORKFLOWS else ("", "")
        faults = steps_check(steps, module, event, house=house_of_database())
        assert not faults, f"{slug}: {faults}"
        workflow_save(slug=slug, name=slug, steps=steps, trigger_module=module, trigger_event=event)
    for number in range(HOT_ROWS):
        Playbook.objects.create(title=f"Hot {number}", slug=f"hot-{number}")


if __name__ == "__main__":
    main()
