"""`python -m tests.browser.furnish`: tables, reference rows, the demo, people who can log in, and runs."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    django.setup()
    from django.core.management import call_command

    for command in ("migrate", "reference", "demo"):
        call_command(command, verbosity=0)
    call_command("knowledge", "index", verbosity=0)
    people_make()
    from tests.browser.runs import runs_make

    runs_make()


def people_make() -> None:
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group

    from nessos.accounts.models import User
    from tests.browser.house import PASSWORD, PEOPLE, ROLES

    hashed = make_password(PASSWORD)
    for name in PEOPLE:
        user = User.objects.create(
            username=name, first_name=name.capitalize(), password=hashed, is_superuser=name == "root"
        )
        user.groups.set(Group.objects.filter(name=name) if name in ROLES else [])


if __name__ == "__main__":
    main()
