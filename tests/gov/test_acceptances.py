"""Acceptances: of the newest version in force, in one's own name, once, and for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from gov.errors import (
    AcceptanceFinalError,
    AlreadyAcceptedError,
    PolicyWithoutVersionError,
    VersionNotPublishedError,
    VersionSupersededError,
)
from gov.models import PolicyAcceptance
from gov.selectors import acceptances_count, versions_pending
from gov.services import policy_accept, policy_deprecate, policy_text_save, version_accept
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from tests.conftest import UserMaker
from tests.gov.conftest import MakePolicy
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
ACCEPTANCES = "/api/v1/policy-acceptances/"


def post(browser: Browser, body: object) -> Any:
    return browser.post(ACCEPTANCES, body, content_type="application/json")


def test_a_policy_is_accepted_in_ones_own_name_and_announced(
    api: Callable[..., Browser], make_policy: MakePolicy
) -> None:
    policy = make_policy()
    version = policy.versions.get()
    ana = api("employee", username="ana")
    answer = post(ana, {"policy": str(policy.pk)})
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["version"], shown["policy"], shown["user"], shown["content_hash"]) == (
        str(version.pk),
        str(policy.pk),
        ana.user.pk,  # type: ignore[attr-defined]
        version.content_hash,
    )
    [event] = ModuleEvent.objects.filter(entity_id=shown["id"])
    assert (event.name, event.payload["policy"], event.payload["ip"]) == (
        "gov.policy.accepted",
        str(policy.pk),
        "127.0.0.1",
    )
    assert shown.keys() <= event.payload.keys()


def test_a_second_acceptance_says_when_the_first_was(
    api: Callable[..., Browser], make_policy: MakePolicy
) -> None:
    version = make_policy().versions.get()
    ana = api("employee")
    post(ana, {"version": str(version.pk)})
    answer = post(ana, {"version": str(version.pk)})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("You accepted version 1 of “Política de senhas” on ")
    assert PolicyAcceptance.objects.count() == 1


@pytest.mark.parametrize(("given", "path"), [({}, ""), ({"policy": "x"}, "policy"), ({"who": 1}, "who")])
def test_a_body_that_names_neither_is_refused(given: object, path: str, api: Callable[..., Browser]) -> None:
    answer = post(api("employee"), given)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == path


def test_only_the_newest_version_asks_and_can_be_accepted(
    make_policy: MakePolicy, make_user: UserMaker
) -> None:
    ana = make_user("ana", "employee")
    policy = make_policy("um")
    first = policy.versions.get()
    version_accept(version=first, user=ana)
    assert list(versions_pending(user=ana)) == []
    second = policy_text_save(policy=policy, content_text="dois")
    assert list(versions_pending(user=ana)) == [second]
    with pytest.raises(VersionSupersededError) as refused:
        version_accept(version=first, user=make_user("bruno", "employee"))
    assert str(refused.value) == (
        "Version 1 of “Política de senhas” was replaced by version 2. Read and accept that one."
    )


def test_what_is_not_in_force_cannot_be_accepted(make_policy: MakePolicy, make_user: UserMaker) -> None:
    ana = make_user("ana", "employee")
    draft, gone, later = (
        make_policy(title="Rascunho", status="draft"),
        policy_deprecate(policy=make_policy(title="Antiga")),
        make_policy(title="Futura", effective_at=clock.now() + timedelta(days=1)),
    )
    for policy in (draft, gone, later):
        with pytest.raises(PolicyWithoutVersionError):
            policy_accept(policy=policy, user=ana)
    with pytest.raises(VersionNotPublishedError):
        version_accept(version=later.versions.get(), user=ana)
    assert list(versions_pending(user=ana)) == []


def test_the_database_takes_no_acceptance_of_what_is_not_in_force(
    make_policy: MakePolicy, make_user: UserMaker
) -> None:
    version = make_policy(status="draft").versions.get()
    with (
        pytest.raises(DatabaseError, match="Only a version that has taken effect can be accepted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO gov_policyacceptance "
            "(id, created_at, updated_at, accepted_at, version_id, user_id, content_hash)"
            " VALUES (gen_random_uuid(), now(), now(), now(), %s, %s, '')",
            [version.pk, make_user("ana").pk],
        )


def test_an_acceptance_is_final(
    make_policy: MakePolicy, make_user: UserMaker, api: Callable[..., Browser]
) -> None:
    row = policy_accept(policy=make_policy(), user=make_user("ana", "employee"))
    for change in (row.save, row.delete, lambda: PolicyAcceptance.objects.update(content_hash="x")):
        with pytest.raises(AcceptanceFinalError):
            change()
    for sql in ("UPDATE gov_policyacceptance SET content_hash = 'x'", "DELETE FROM gov_policyacceptance"):
        with (
            pytest.raises(DatabaseError, match="An acceptance is final"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    gov = api("gov")
    assert gov.delete(f"{ACCEPTANCES}{row.pk}/").status_code == 405
    assert gov.patch(f"{ACCEPTANCES}{row.pk}/", {}, content_type="application/json").status_code == 405


def test_everybody_reads_his_own_acceptances_and_gov_reads_all(
    make_policy: MakePolicy, make_user: UserMaker, api: Callable[..., Browser]
) -> None:
    policy = make_policy()
    policy_accept(policy=policy, user=make_user("bruno", "employee"))
    ana = api("employee", username="ana")
    mine = post(ana, {"policy": str(policy.pk)}).json()["id"]
    assert [row["id"] for row in ana.get(ACCEPTANCES).json()["results"]] == [mine]
    assert len(api("gov").get(ACCEPTANCES).json()["results"]) == 2


def test_what_is_rolled_back_was_not_accepted(make_policy: MakePolicy, make_user: UserMaker) -> None:
    policy, ana = make_policy(), make_user("ana", "employee")
    with transaction.atomic():
        policy_accept(policy=policy, user=ana)
        transaction.set_rollback(True)
    assert not ModuleEvent.objects.filter(event_type="policy.accepted").exists()
    policy_accept(policy=policy, user=ana)
    with pytest.raises(AlreadyAcceptedError):
        policy_accept(policy=policy, user=ana)
    assert ModuleEvent.objects.filter(event_type="policy.accepted").count() == 1


# --- The page --------------------------------------------------------------------------------------------------------
@pytest.fixture
def ana(make_user: UserMaker) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("ana", "employee"))
    return browser


def test_the_page_shows_what_is_to_be_read_and_a_button_accepts_it(
    ana: Browser, make_policy: MakePolicy
) -> None:
    version = make_policy("Senhas <b>não</b> se emprestam.").versions.get()
    page = ana.get("/app/gov/pending/").content.decode()
    assert "Senhas &lt;b&gt;não&lt;/b&gt; se emprestam." in page
    assert "I have read this and accept it" in page
    answer = ana.post(f"/app/gov/pending/{version.pk}/accept/", follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "You accepted version 1 of “Política de senhas”."
    ]
    assert "Nothing to accept" in answer.content.decode()
    again = ana.post(f"/app/gov/pending/{version.pk}/accept/", follow=True)
    assert next(str(message) for message in again.context["messages"]).startswith(
        "You accepted version 1 of "
    )
    assert PolicyAcceptance.objects.count() == 1


def test_the_page_accepts_by_post_alone_and_nothing_that_is_hidden(
    ana: Browser, make_policy: MakePolicy
) -> None:
    version = make_policy(status="draft").versions.get()
    assert ana.get(f"/app/gov/pending/{version.pk}/accept/").status_code == 405
    assert ana.post(f"/app/gov/pending/{version.pk}/accept/").status_code == 404


def test_a_stranger_is_sent_to_the_login(make_policy: MakePolicy) -> None:
    make_policy()
    answer = Browser().get("/app/gov/pending/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_first_page_names_what_waits(ana: Browser, make_policy: MakePolicy) -> None:
    make_policy()
    page = ana.get("/app/").content.decode()
    assert "What you have to accept" in page
    assert "Política de senhas" in page


def test_the_rate_counts_people_who_work_here(make_policy: MakePolicy, make_user: UserMaker) -> None:
    policy = make_policy()
    policy_accept(policy=policy, user=make_user("ana", "employee"))
    make_user("bruno", "employee")
    make_user("caio", is_active=False)
    assert acceptances_count() == (1, 2)
