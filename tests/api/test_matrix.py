"""Every role × every address × every verb. The tables here are written by hand, from the decisions on the roles."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from tests.api.openapi import VERBS, operations
from tests.api.world import API, KEYS, World

pytestmark = pytest.mark.django_db

ROLES = ("admin", "growth", "ops", "fin", "people", "jur", "gov", "atendimento", "employee")

#: Who may do what with the rows of a table: R read, C create, U update, D delete. What is not here is forbidden.
#: Small letters: with one's own rows only; of policies, "own" are those in force.
RECORDS: dict[str, dict[str, str]] = {
    "leads": {"admin": "RCUD", "growth": "RCUD", "atendimento": "R"},
    "cases": {"admin": "RCUD", "growth": "RCUD"},
    "posts": {"admin": "RCUD", "growth": "RCUD"},
    "proposals": {"admin": "RCUD", "growth": "RCUD"},
    "services": {"admin": "RCUD", "growth": "RCUD", "ops": "R"},
    "playbooks": {"admin": "RCUD", "ops": "RCUD", "growth": "R", "people": "R", "employee": "R"},
    "performance-metrics": {"admin": "RCUD", "ops": "RCUD", "fin": "R"},
    "time-entries": {"admin": "RCUD", "ops": "RCUD", "employee": "rcu"},
    "clients": {"admin": "RCUD", "fin": "RCUD"},
    "contracts": {"admin": "RCUD", "fin": "RCUD", "ops": "R", "jur": "R"},
    "training-gaps": {"admin": "RCUD", "people": "RCUD", "employee": "rcu"},
    "jobs": {"admin": "RCUD", "people": "RCUD"},
    "applications": {"admin": "RCUD", "people": "RCUD"},
    "legal-documents": {"admin": "RCUD", "jur": "RCUD"},
    "risk-findings": {"admin": "RCUD", "jur": "RCUD"},
    "policies": {"admin": "RCUD", "gov": "RCUD", "employee": "r"},
    # Accepting is done in one's own name, by everybody who may; what was accepted is final.
    "policy-acceptances": {"admin": "Rc", "gov": "Rc", "employee": "rc"},
    "events": {"admin": "RC", "ops": "RC"},
    "workflows": {"admin": "RCUD", "ops": "RCUD"},
}
#: The verbs of a table where they are not all five.
OFFERED = {"policy-acceptances": "RC", "events": "RC"}

#: Addresses that are no tables: who may use them.
ACTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("post", "playbooks/search/"): ("admin", "growth", "ops", "people", "employee"),
    ("post", "time-entries/start/"): ("admin", "ops", "employee"),
    ("post", "time-entries/stop/"): ("admin", "ops", "employee"),
    ("get", "profitability/"): ("admin", "fin"),
    ("get", "proposals/{id}/pdf/"): ("admin", "growth"),
    ("get", "event-types/"): ("admin", "ops"),
    # Who may ask agents, and may read what this one is asked about.
    ("post", "agents/{name}/run/"): ("admin", "growth", "atendimento"),
    # Each in what he may read: for who may read nothing there is nothing.
    ("post", "knowledge/search/"): (*ROLES, "nobody"),
    # Whose approvals they are, own rows say: tests/ops/workflows/reviews.
    ("get", "approvals/"): (*ROLES, "nobody"),
    ("get", "approvals/{id}/"): (*ROLES, "nobody"),
    ("post", "approvals/{id}/approve/"): (*ROLES, "nobody"),
    ("post", "approvals/{id}/reject/"): (*ROLES, "nobody"),
    ("post", "approvals/{id}/assign/"): (*ROLES, "nobody"),
    ("post", "approvals/{id}/more_info/"): (*ROLES, "nobody"),
    ("post", "approvals/{id}/answer/"): (*ROLES, "nobody"),
    ("post", "workflows/validate/"): ("admin", "ops"),
    ("post", "workflows/{slug}/publish/"): ("admin", "ops"),
    ("get", "workflows/{slug}/versions/"): ("admin", "ops"),
    ("post", "workflows/{slug}/trigger/"): ("admin", "ops"),
    ("post", "workflows/{slug}/dry-run/"): ("admin", "ops"),
    ("get", "schema/steps/"): ("admin", "ops"),
    ("get", "runs/"): ("admin", "ops"),
    ("get", "runs/{id}/"): ("admin", "ops"),
    ("post", "runs/{id}/cancel/"): ("admin", "ops"),
    ("post", "runs/{id}/retry/"): ("admin", "ops"),
    ("post", "runs/{id}/resolve/"): ("admin", "ops"),
    ("get", "metrics/runs/"): ("admin", "ops"),
}

#: Rows with owners: the field that names the owner.
OWNERS = {"time-entries": "user", "training-gaps": "employee"}

_VERB_OF = {"get": "R", "post": "C", "put": "U", "patch": "U", "delete": "D"}
_DONE = {"get": 200, "post": 201, "put": 200, "patch": 200, "delete": 204}

Maker = Callable[..., Any]


def ask(client: Client, verb: str, address: str, body: Any = None) -> int:
    """The status of the answer; whatever was written is taken back, so that no question changes the next."""
    with transaction.atomic():
        answer = client.generic(verb.upper(), API + address, _json(body), content_type="application/json")
        transaction.set_rollback(True)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (verb, address, answer.content)
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code


def _json(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def test_the_tables_know_every_address_and_verb_there_is() -> None:
    known = {(verb, f"{API}{address}") for verb, address in ACTIONS}
    for resource in RECORDS:
        offered = OFFERED.get(resource, "RCUD")
        one = f"{API}{resource}/{{{KEYS.get(resource, 'id')}}}/"
        known |= {("get", f"{API}{resource}/"), ("get", one)}
        known |= {("post", f"{API}{resource}/")} if "C" in offered else set()
        known |= {(verb, one) for verb in VERBS[2:] if _VERB_OF[verb] in offered}
    assert operations() == known


def test_the_house_has_these_roles_and_no_others(db: None) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_every_role_may_do_what_the_tables_say_and_nothing_else(api: Maker, world: World) -> None:
    """One world for all of them: what a question changes is taken back."""
    questions = [(resource, *question) for resource in RECORDS for question in _questions(world, resource)]
    differences = {}
    for role in (*ROLES, "nobody", "anonymous"):
        client = _client_of(role, api)
        for resource, verb, address, body in questions:
            expected = _status_expected(role, resource, verb, is_list=address == f"{resource}/")
            if (found := ask(client, verb, address, body)) != expected:
                differences[role, verb, address] = f"{found}, not {expected}"
        for (verb, address), allowed in ACTIONS.items():
            expected = _refusal(role) or (_action_done(address) if role in allowed else 403)
            if (found := _action_ask(client, world, verb, address)) != expected:
                differences[role, verb, address] = f"{found}, not {expected}"
    assert differences == {}


def _questions(world: World, resource: str) -> list[tuple[str, str, Any]]:
    """Every verb on the list and on one row: a fresh one, made by somebody else, to which nothing refers."""
    fresh = f"{resource}/{world.make(resource)}/"
    whole = world.root.get(API + fresh).json()
    return [
        ("get", f"{resource}/", None),
        ("post", f"{resource}/", world.body(resource)),
        ("put", f"{resource}/", {}),
        ("patch", f"{resource}/", {}),
        ("delete", f"{resource}/", None),
        ("get", fresh, None),
        ("post", fresh, {}),
        ("put", fresh, whole),
        ("patch", fresh, {}),
        ("delete", fresh, None),
    ]


def _status_expected(role: str, resource: str, verb: str, *, is_list: bool) -> int:
    letter = _VERB_OF[verb]
    if refusal := _refusal(role):
        return refusal
    if letter not in OFFERED.get(resource, "RCUD") or (
        verb not in ("get", "post") if is_list else verb == "post"
    ):
        return 405
    allowed = RECORDS[resource].get(role, "")
    if (resource, letter) == ("policies", "D") and letter in allowed:
        return 409  # allowed, but a text that was in force is kept
    if letter in allowed or (letter.lower() in allowed and (verb == "post" or is_list)):
        return _DONE[verb]
    if letter.lower() in allowed:
        return (
            _DONE[verb] if resource == "policies" else 404
        )  # the row is somebody else's, and so is not there
    return 403


def _refusal(role: str) -> int | None:
    return 401 if role == "anonymous" else None


def _action_ask(client: Client, world: World, verb: str, address: str) -> int:
    body: Any = {
        "playbooks/search/": {"query": "backup"},
        "knowledge/search/": {"query": "backup"},
        "time-entries/start/": {"contract": world.ids["contracts"]},
        "agents/{name}/run/": {"input": {"name": "Marina Prado"}},
        "runs/{id}/resolve/": {"step": "send", "outcome": "failed"},
    }
    named = address.replace("{name}", "qualify_lead").replace("{slug}", world.ids["workflows"])
    return ask(client, verb, named, body.get(address))


def _action_done(address: str) -> int:
    if address.startswith(("approvals/{id}/", "proposals/{id}/", "runs/{id}/")):
        return 404  # allowed, and there is none of that name
    if address == "time-entries/stop/":
        return 409  # allowed, and no timer runs
    if address == "workflows/{slug}/trigger/":
        return 202
    return 201 if address == "time-entries/start/" else 200


def _client_of(role: str, api: Maker) -> Client:
    if role == "anonymous":
        return Client()
    client: Client = api(username="nobody") if role == "nobody" else api(role)
    client.get(
        f"{API}profitability/"
    )  # a token's first use is noted, and must not be noted again after each rollback
    return client


# --- Own rows -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("resource", OWNERS)
def test_an_employee_has_his_own_rows_and_no_others(resource: str, api: Maker, world: World) -> None:
    employee = api("employee")
    owner = OWNERS[resource]
    mine = world.make(resource, **{owner: employee.user.pk})
    theirs = world.make(resource)
    listed = employee.get(f"{API}{resource}/").json()["results"]
    assert [row["id"] for row in listed] == [mine]
    for verb in ("get", "patch", "put"):
        body = None if verb == "get" else world.root.get(f"{API}{resource}/{mine}/").json()
        assert ask(employee, verb, f"{resource}/{mine}/", body) == 200
        assert ask(employee, verb, f"{resource}/{theirs}/", body) == 404
    assert ask(employee, "delete", f"{resource}/{mine}/") == 403
    made = employee.post(f"{API}{resource}/", world.body(resource), content_type="application/json")
    assert made.json()[owner] == employee.user.pk


@pytest.mark.parametrize("resource", OWNERS)
def test_nobody_writes_a_row_in_the_name_of_another_without_seeing_all(
    resource: str, api: Maker, world: World
) -> None:
    employee = api("employee")
    owner = OWNERS[resource]
    other = {owner: world.root.user.pk}  # type: ignore[attr-defined]
    mine = world.make(resource, **{owner: employee.user.pk})
    assert ask(employee, "post", f"{resource}/", world.body(resource) | other) == 403
    assert ask(employee, "patch", f"{resource}/{mine}/", other) == 403


@pytest.mark.parametrize(("role", "resource"), [("ops", "time-entries"), ("people", "training-gaps")])
def test_who_sees_all_writes_for_everybody(role: str, resource: str, api: Maker, world: World) -> None:
    client, employee = api(role), api("employee")
    of_another = {OWNERS[resource]: employee.user.pk}
    row = world.make(resource, **of_another)
    assert ask(client, "get", f"{resource}/{row}/") == 200
    assert ask(client, "patch", f"{resource}/{row}/", {}) == 200
    assert ask(client, "delete", f"{resource}/{row}/") == 204
    assert ask(client, "post", f"{resource}/", world.body(resource) | of_another) == 201


def test_an_acceptance_is_seen_by_who_gave_it_and_by_gov(api: Maker, world: World) -> None:
    employee, colleague, gov = api("employee"), api("employee", username="colleague"), api("gov")
    made = employee.post(
        f"{API}policy-acceptances/", {"policy": world.ids["policies"]}, content_type="application/json"
    )
    assert made.status_code == 201
    assert made.json()["user"] == employee.user.pk
    row = f"policy-acceptances/{made.json()['id']}/"
    assert [ask(client, "get", row) for client in (employee, colleague, gov)] == [200, 404, 200]
    for client in (employee, gov):
        assert [ask(client, verb, row, {}) for verb in ("put", "patch", "delete")] == [405, 405, 405]


def test_nobody_accepts_for_another(api: Maker, world: World) -> None:
    body = {"policy": world.ids["policies"], "user": world.root.user.pk}  # type: ignore[attr-defined]
    assert ask(api("gov"), "post", "policy-acceptances/", body) == 400


def test_an_employee_reads_the_policies_in_force_and_no_drafts(api: Maker, world: World) -> None:
    employee, gov = api("employee"), api("gov")
    draft = world.make("policies", status="draft")
    listed = {row["id"] for row in employee.get(f"{API}policies/").json()["results"]}
    assert world.ids["policies"] in listed
    assert draft not in listed
    assert ask(employee, "get", f"policies/{draft}/") == 404
    assert ask(gov, "get", f"policies/{draft}/") == 200
    assert ask(employee, "post", "policy-acceptances/", {"policy": draft}) == 400


def test_a_timer_is_ones_own(api: Maker, world: World) -> None:
    employee, ops = api("employee"), api("ops")
    body = {"contract": world.ids["contracts"]}
    started = employee.post(f"{API}time-entries/start/", body, content_type="application/json")
    assert started.json()["user"] == employee.user.pk
    assert ask(ops, "post", "time-entries/stop/") == 409
    assert ask(employee, "post", "time-entries/stop/") == 200


def test_someone_with_two_roles_may_do_what_either_may(api: Maker, world: World) -> None:
    both = api("growth", "employee")
    assert ask(both, "post", "leads/", world.body("leads")) == 201
    assert ask(both, "post", "time-entries/", world.body("time-entries")) == 201
    assert ask(both, "get", "contracts/") == 403


def test_who_is_switched_off_may_do_nothing(api: Maker, world: World) -> None:
    growth = api("growth")
    growth.user.is_active = False
    growth.user.save()
    assert ask(growth, "get", "leads/") == 401
