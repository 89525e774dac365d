"""The page of plans: written in rows, checked before it is in force, never changed, gone back to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from nessos.ai.models import Candidate, RoutePlan, ServedModel
from nessos.ai.routing.selectors import plan_in_force
from tests.ai.model_server import ModelServer
from tests.ai.routing.making import model_make, plan_make
from tests.speaking import EnglishBrowser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sage")]
ADD = "/app/ai/routeplan/add/"
LIST = "/app/ai/routeplan/"


@pytest.fixture
def browser(make_user: Callable[..., Any]) -> EnglishBrowser:
    found = EnglishBrowser()
    found.force_login(make_user("ana", "admin", is_staff=True))
    return found


def form(*rows: tuple[int, ServedModel, int], agent: str = "sage", **fields: Any) -> dict[str, Any]:
    data = {
        "agent": agent,
        "offline_last": "on",
        "note": "",
        "candidates-TOTAL_FORMS": len(rows),
        "candidates-INITIAL_FORMS": 0,
        "candidates-MIN_NUM_FORMS": 0,
        "candidates-MAX_NUM_FORMS": 1000,
    }
    for number, (place, model, weight) in enumerate(rows):
        row = {"place": place, "model": model.pk, "weight": weight}
        data |= {f"candidates-{number}-{name}": value for name, value in row.items()}
    return {**data, **fields}


def press(browser: EnglishBrowser, plan: RoutePlan, button: str, note: str = "") -> Any:
    data = {"_form_submitted": "on", "note": note}
    return browser.post(reverse(f"admin:ai_routeplan_{button}", args=[plan.pk]), data, follow=True)


def page(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_an_empty_list_says_what_plans_are_for(browser: EnglishBrowser) -> None:
    assert "No plan yet, so no model is asked: the house’s own rules answer." in page(
        browser.get(LIST)
    ).replace("&#x27;", "’")


def test_a_plan_is_written_in_rows_and_in_force_at_once(
    browser: EnglishBrowser, small: ServedModel, large: ServedModel
) -> None:
    assert "Provider of small · small · sees personal data" in page(browser.get(ADD))
    answer = browser.post(ADD, form((1, small, 3), (1, large, 1), note="Try the large one"), follow=True)
    assert answer.status_code == 200
    plan = plan_in_force("sage")
    assert plan is not None
    assert (plan.number, plan.note, str(plan.author)) == (1, "Try the large one", "ana")
    rows = plan.candidates.order_by("weight").values_list("place", "model__name", "weight")
    assert list(rows) == [(1, "large", 1), (1, "small", 3)]
    shown = page(browser.get(f"/app/ai/routeplan/{plan.pk}/change/"))
    assert "1. Provider of small · small · 75%" in shown
    assert "At last: the house&#x27;s own rule." in shown
    assert "It is the first version." in shown
    assert "In force" in shown
    assert "in_force" not in shown
    assert "Sage (sage)" in page(browser.get(LIST))


def test_what_cannot_work_is_refused_before_it_is_in_force(
    browser: EnglishBrowser, model_server: ModelServer, small: ServedModel
) -> None:
    nobody = browser.post(ADD, form(offline_last=""))
    assert "Nobody would answer. Choose a model, or let the house&#x27;s own rule answer." in page(nobody)
    twice = browser.post(ADD, form((1, small, 1), (2, small, 1)))
    assert "“Provider of small · small” stands in this plan more than once. Leave it in once." in page(twice)
    vectors = model_make(model_server.url, "vectors", kind="embedding")
    assert "Select a valid choice." in page(browser.post(ADD, form((1, vectors, 1))))
    none = browser.post(ADD, form((0, small, 1)))
    assert "Ensure this value is greater than or equal to 1." in page(none)
    assert not RoutePlan.objects.exists()


def test_a_candidate_that_may_not_see_personal_data_is_told_of_and_stays_marked(
    browser: EnglishBrowser, model_server: ModelServer
) -> None:
    stranger = model_make(model_server.url, "stranger", sees_personal_data=False)
    answer = browser.post(ADD, form((1, stranger, 1)), follow=True)
    told = (
        "“Provider of stranger · stranger” is never asked for Sage: that speaks of people, and Provider of stranger "
        "may not see personal data."
    )
    assert told in page(answer)
    plan = RoutePlan.objects.get()
    assert told in page(browser.get(f"/app/ai/routeplan/{plan.pk}/change/"))
    assert "is never asked" not in page(browser.post(ADD, form((1, stranger, 1), agent="clerk"), follow=True))


def test_a_new_version_begins_with_the_old_rows_and_shows_what_it_changed(
    browser: EnglishBrowser, small: ServedModel, large: ServedModel
) -> None:
    first = plan_make(small)
    button = browser.get(reverse("admin:ai_routeplan_plan_edit", args=[first.pk]))
    assert button["Location"] == f"{ADD}?from={first.pk}"
    opened = page(browser.get(button["Location"]))
    assert f'<option value="{small.pk}" selected>' in opened
    browser.post(button["Location"], form((1, small, 1), (2, large, 1)))
    second = plan_in_force("sage")
    assert second is not None
    assert second.number == 2
    shown = page(browser.get(f"/app/ai/routeplan/{second.pk}/change/"))
    assert "2. Provider of large · large" in shown
    assert "ness-diff-added" in shown
    assert "ness-diff-removed" not in shown
    assert "Version 1" in shown
    assert "earlier" in page(browser.get(f"/app/ai/routeplan/{first.pk}/change/")).lower()


def test_an_earlier_version_is_published_anew_and_a_plan_withdrawn(
    browser: EnglishBrowser, small: ServedModel, large: ServedModel
) -> None:
    first = plan_make(small)
    plan_make(large)
    press(browser, first, "plan_restore", "The large one was slow")
    found = plan_in_force("sage")
    assert found is not None
    assert (found.number, found.note) == (3, "The large one was slow")
    assert [row.model for row in found.candidates.all()] == [small]
    press(browser, found, "plan_restore")
    assert RoutePlan.objects.count() == 3
    press(browser, found, "plan_withdraw")
    assert plan_in_force("sage") is None
    assert RoutePlan.objects.count() == 4


def test_an_earlier_version_whose_model_was_switched_off_is_not_gone_back_to(
    browser: EnglishBrowser, small: ServedModel, large: ServedModel
) -> None:
    first = plan_make(small)
    plan_make(large)
    ServedModel.objects.filter(pk=small.pk).update(is_active=False)
    answer = press(browser, first, "plan_restore")
    assert "“Provider of small · small” is switched off. Switch it on, or choose another." in page(answer)
    assert RoutePlan.objects.count() == 2


def test_what_is_published_cannot_be_changed_or_deleted(browser: EnglishBrowser, small: ServedModel) -> None:
    plan = plan_make(small)
    address = f"/app/ai/routeplan/{plan.pk}/"
    assert browser.post(f"{address}change/", form((1, small, 5))).status_code == 403
    assert browser.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Candidate.objects.get().weight == 1


@pytest.mark.parametrize("role", ["growth", "ops", "gov"])
def test_only_administrators_see_and_publish_plans(
    role: str, make_user: Callable[..., Any], small: ServedModel
) -> None:
    plan = plan_make(small)
    browser = EnglishBrowser()
    browser.force_login(make_user("bea", role, is_staff=True))
    assert browser.get(LIST).status_code == 403
    assert browser.post(ADD, form((1, small, 1))).status_code == 403
    assert press(browser, plan, "plan_withdraw").status_code == 403
    assert RoutePlan.objects.count() == 1


def test_the_database_itself_keeps_what_was_published(small: ServedModel) -> None:
    plan = plan_make(small)
    for write in (
        lambda: RoutePlan.objects.filter(pk=plan.pk).update(note="x"),
        lambda: Candidate.objects.filter(plan=plan).delete(),
    ):
        with pytest.raises(IntegrityError, match="published plans stay as they were"), transaction.atomic():
            write()


@pytest.mark.parametrize("base", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_a_new_version_of_nothing_begins_empty(browser: EnglishBrowser, base: str) -> None:
    assert browser.get(f"{ADD}?from={base}").status_code == 200
