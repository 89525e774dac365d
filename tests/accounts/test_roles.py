import pytest
from django.contrib.auth.models import Group, Permission

from nessos.accounts.roles import ROLES, roles_ensure

pytestmark = pytest.mark.django_db


def permissions_of(role: str) -> set[str]:
    rows = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{code}" for app, code in rows}


def test_every_role_of_the_house_exists() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_a_role_writes_its_own_room_only() -> None:
    writes = {code for code in permissions_of("growth") if not code.split(".")[1].startswith("view_")}
    writes -= {"ai.run_agent"}  # asking writes nothing; what one is asked about has a permission of its own
    assert {code.split(".")[0] for code in writes} == {"growth"}


def test_an_administrators_edit_is_not_undone() -> None:
    group = Group.objects.get(name="fin")
    taken = group.permissions.get(codename="delete_contract")
    group.permissions.remove(taken)
    roles_ensure()
    assert "fin.delete_contract" not in permissions_of("fin")
    assert "fin.change_contract" in permissions_of("fin")


def test_a_permission_that_is_new_is_handed_out() -> None:
    group = Group.objects.get(name="fin")
    before = permissions_of("fin")
    group.permissions.clear()
    from nessos.accounts.models import RoleGrant

    RoleGrant.objects.filter(group=group).delete()
    roles_ensure()
    assert permissions_of("fin") == before
