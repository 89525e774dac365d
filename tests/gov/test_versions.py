"""The versions of a policy: numbered without gaps or doubles, in force in time, and standing from then on."""

import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from gov.errors import VersionPublishedError
from gov.models import Policy, PolicyVersion
from gov.services import (
    due_versions_publish,
    policy_activate,
    policy_deprecate,
    policy_text_save,
)
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from tests.gov.conftest import MakePolicy
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def published(policy: Policy) -> list[int]:
    """The numbers of the versions that were announced, in that order."""
    events = ModuleEvent.objects.filter(module="gov", event_type="policy.published").order_by("id")
    return [event.payload["number"] for event in events if event.payload["policy"] == str(policy.pk)]


def test_each_new_text_is_a_new_version_and_the_same_text_is_none(make_policy: MakePolicy) -> None:
    policy = make_policy("um")
    numbers = [policy_text_save(policy=policy, content_text=text).number for text in ("dois", "dois", "três")]
    assert numbers == [2, 2, 3]
    assert published(policy) == [1, 2, 3]


def test_a_version_of_a_draft_waits_until_the_policy_is_active(make_policy: MakePolicy) -> None:
    policy = make_policy("um", status="draft")
    policy_text_save(policy=policy, content_text="dois")
    assert published(policy) == []
    policy_activate(policy=policy)
    assert published(policy) == [2]
    assert policy.versions.get(number=1).published_at is None


@pytest.mark.parametrize("door", ["save", "update", "api", "admin"])
def test_an_activation_by_any_door_puts_the_text_into_force(
    door: str, make_policy: MakePolicy, api: Callable[..., Browser]
) -> None:
    policy = make_policy(status="draft")
    match door:
        case "save":
            policy.status = Policy.Status.ACTIVE
            policy.save()
        case "update":
            Policy.objects.filter(pk=policy.pk).update(status="active")
        case "api":
            address = f"/api/v1/policies/{policy.pk}/"
            answer = api("gov").patch(address, {"status": "active"}, content_type="application/json")
            assert answer.status_code == 200
        case "admin":
            browser = Browser()
            browser.force_login(api("gov").user)  # type: ignore[attr-defined]
            form = {"action": "policies_activate", "_selected_action": [str(policy.pk)]}
            browser.post("/app/gov/policy/", form)
    assert published(policy) == [1]


def test_a_version_with_a_later_date_takes_effect_by_the_clock(make_policy: MakePolicy) -> None:
    policy = make_policy("um")
    tomorrow = clock.now() + timedelta(days=1)
    version = policy_text_save(policy=policy, content_text="dois", effective_at=tomorrow)
    assert (version.published_at, due_versions_publish()) == (None, 0)
    clock.advance(timedelta(hours=25))
    assert due_versions_publish() == 1
    assert due_versions_publish() == 0
    assert published(policy) == [1, 2]


def test_of_several_that_are_due_only_the_newest_takes_effect(make_policy: MakePolicy) -> None:
    policy = make_policy("um")
    for days, text in ((1, "dois"), (2, "três")):
        policy_text_save(policy=policy, content_text=text, effective_at=clock.now() + timedelta(days=days))
    clock.advance(timedelta(days=3))
    due_versions_publish()
    assert published(policy) == [1, 3]


def test_a_deprecated_policy_puts_nothing_into_force(make_policy: MakePolicy) -> None:
    policy = policy_deprecate(policy=make_policy("um"))
    policy_text_save(policy=policy, content_text="dois")
    assert published(policy) == [1]


def test_a_version_that_took_effect_stands(make_policy: MakePolicy) -> None:
    version = make_policy("um").versions.get()
    assert version.content_hash == hashlib.sha256(b"um").hexdigest()
    version.content_text = "outro"
    with pytest.raises(VersionPublishedError) as refused:
        version.save()
    assert str(refused.value) == (
        "Version 1 of “Política de senhas” has taken effect, and people accepted that very text. "
        "Save the new text as a new version."
    )
    with pytest.raises(VersionPublishedError):
        version.delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE gov_policyversion SET content_text = 'outro'",
        "UPDATE gov_policyversion SET content_hash = 'x'",
        "UPDATE gov_policyversion SET published_at = NULL",
        "DELETE FROM gov_policyversion",
    ],
)
def test_it_stands_against_raw_sql_too(sql: str, make_policy: MakePolicy) -> None:
    make_policy("um")
    with (
        pytest.raises(DatabaseError, match="A policy version that has taken effect stands"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_version_that_waits_may_be_mended_and_its_hash_follows(make_policy: MakePolicy) -> None:
    version = make_policy("um", status="draft").versions.get()
    stale = PolicyVersion.objects.get(pk=version.pk)
    version.content_text = "dois"
    version.save()
    stale.effective_at = clock.now()
    stale.save(update_fields=["effective_at"])
    version.refresh_from_db()
    assert version.content_hash == hashlib.sha256(b"dois").hexdigest()


def test_the_api_makes_a_version_of_each_text_it_is_sent(api: Callable[..., Browser]) -> None:
    browser = api("gov")
    body = {"title": "Política de senhas", "content_text": "um", "status": "active"}
    made = browser.post("/api/v1/policies/", body, content_type="application/json")
    assert made.status_code == 201, made.json()
    assert (made.json()["slug"], made.json()["content_text"]) == ("politica-de-senhas", "um")
    address = f"/api/v1/policies/{made.json()['id']}/"
    changed = browser.patch(address, {"content_text": "dois"}, content_type="application/json").json()
    assert changed["content_text"] == "dois"
    assert [version["number"] for version in changed["versions"]] == [2, 1]
    later = {"content_text": "três", "effective_at": "2199-01-01T00:00:00Z"}
    waiting = browser.patch(address, later, content_type="application/json").json()
    assert waiting["content_text"] == "dois"
    assert waiting["versions"][0]["published_at"] is None
    alone = browser.patch(address, {"effective_at": "2199-01-01T00:00:00Z"}, content_type="application/json")
    assert alone.json()["errors"] == [
        {"path": "content_text", "message": "Send the text that takes effect then."}
    ]


def test_who_is_not_of_gov_reads_what_is_in_force_and_nothing_else(
    api: Callable[..., Browser], make_policy: MakePolicy
) -> None:
    policy = make_policy("um")
    policy_text_save(policy=policy, content_text="dois", effective_at=clock.now() + timedelta(days=1))
    make_policy(title="Rascunho", status="draft")
    policy_deprecate(policy=make_policy(title="Antiga"))
    browser = api("employee")
    [row] = browser.get("/api/v1/policies/").json()["results"]
    assert (row["title"], row["content_text"]) == ("Política de senhas", "um")
    assert [version["number"] for version in row["versions"]] == [1]
    answer = browser.patch(f"/api/v1/policies/{policy.pk}/", {"title": "x"}, content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.usefixtures("emptied")
def test_two_texts_saved_at_once_are_two_versions(make_policy: MakePolicy) -> None:
    policy = make_policy("um", status="draft")
    ready = threading.Barrier(4)
    faults: list[Exception] = []

    def save(text: str) -> None:
        try:
            ready.wait(10)
            policy_text_save(policy=policy, content_text=text)
        except Exception as error:  # noqa: BLE001 - whatever it was, the test looks at it
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(f"texto {number}",), daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: not any(thread.is_alive() for thread in threads))
    assert faults == []
    assert sorted(policy.versions.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
