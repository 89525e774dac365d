"""The desk's pages of runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from growth.models import Case
from nessos.accounts.models import User
from nessos.kernel import clock
from ops.workflows.admin.showing import duration_tell
from ops.workflows.advance import Engine
from ops.workflows.models import Run
from ops.workflows.services import run_trigger
from tests.ops.workflows.api.running import find, send, start
from tests.ops.workflows.engine.conftest import condition, ring, workflow_make
from tests.ops.workflows.engine.probing import Probe
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

pytestmark = pytest.mark.usefixtures("engine")

LIST = "/app/workflows/run/"
PRESSED = {"_form_submitted": "on"}


@pytest.fixture
def browser(make_user: Callable[..., User]) -> Client:
    return _browser(make_user("ops", "ops"))


def _browser(user: User) -> Client:
    browser = EnglishBrowser()
    browser.force_login(user)
    return browser


@pytest.fixture
def settle(engine: Engine, probe: Probe) -> Callable[[], None]:
    def settle() -> None:
        for _turn in range(3):
            engine.drain()
            probe.work()

    return settle


Settle = Callable[[], None]


def page(run: Run) -> str:
    return f"{LIST}{run.pk}/change/"


def press(browser: Client, run: Run, button: str, **data: Any) -> str:
    answer = browser.post(f"{LIST}{run.pk}/{button}/", {**PRESSED, **data}, follow=True)
    return text_of(answer)


def test_the_list_shows_how_each_run_went(browser: Client, settle: Settle) -> None:
    start(condition("look"), slug="fine")
    start(find("look", "Late"), slug="sad")
    settle()
    text = text_of(browser.get(LIST))
    assert "fine" in text
    assert "Completed" in text
    assert "The step “look” failed: There is no such record of growth.Case to update." in text
    text = text_of(browser.get(LIST, {"status__exact": "failed"}))
    assert "The step “look” failed" in text
    assert "Completed" not in text.partition("Filters")[0]


def test_the_list_costs_the_same_for_any_number_of_runs(browser: Client) -> None:
    workflow = workflow_make(condition("look"))
    counts = []
    for _round in range(2):
        for _n in range(3):
            run_trigger(workflow=workflow, payload={})
        browser.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_run_is_found_by_its_id_its_event_and_its_trace(browser: Client, settle: Settle) -> None:
    workflow_make(condition("look"), slug="wanted", event="ops.custom.rang")
    event = ring()
    wanted = Run.objects.get()
    start(condition("look"), slug="other")
    Run.objects.exclude(pk=wanted.pk).update(trace_id="another-trace")
    for word in (str(wanted.pk), event, wanted.trace_id):
        assert browser.get(LIST, {"q": word}).context["cl"].result_list.get() == wanted
    assert not browser.get(LIST, {"q": "nothing"}).context["cl"].result_list.exists()


def test_the_page_tells_the_whole_story(browser: Client, settle: Settle) -> None:
    make = {"name": "make", "type": "db_query", "operation": "create", "model": "growth.Case"}
    workflow_make(
        {**make, "values": {"title": "{{ payload.title }}"}},
        condition("gate", "False"),
        condition("after"),
        {"name": "rest", "type": "delay", "seconds": 60, "depends_on": []},
        event="ops.custom.rang",
    )
    ring("bell", title="We won")
    settle()
    text = text_of(browser.get(page(Run.objects.get())))
    for told in (
        "ops.custom.rang bell",
        '{ "title": "We won" }',
        "The gate “gate” gave false, and this step asks for true.",
        '"result": false',
        "Waiting",
        "Events that it caused",
        f"growth.case.saved {Case.objects.get().pk}",
    ):
        assert told in text
    assert "Cancel" in text
    assert "Retry" not in text


def test_cancelling_by_the_button(browser: Client, settle: Settle) -> None:
    run = start({"name": "rest", "type": "delay", "seconds": 60})
    settle()
    assert "It ends at once and for good." in text_of(browser.get(f"{LIST}{run.pk}/run_cancel/"))
    run.refresh_from_db()
    assert run.status == "waiting"
    assert "The run is cancelled." in press(browser, run, "run_cancel")
    run.refresh_from_db()
    assert run.status == "cancelled"
    text = press(browser, run, "run_cancel")
    assert f"The run {run.pk} has ended already: it is cancelled. There is nothing left to cancel." in text


def test_retrying_by_the_button(browser: Client, settle: Settle) -> None:
    run = start(find("look", "Late"))
    settle()
    Case.objects.create(title="Late")
    assert "The run goes on." in press(browser, run, "run_retry")
    settle()
    run.refresh_from_db()
    assert run.status == "completed"


def test_retrying_from_a_step_tells_what_would_be_repeated(
    browser: Client, settle: Settle, probe: Probe
) -> None:
    run = start(condition("first"), send("tell"))
    settle()
    asked = text_of(browser.get(f"{LIST}{run.pk}/run_retry_from/"))
    assert "first tell" in asked
    text = press(browser, run, "run_retry_from", from_step="first")
    assert "Effects outside would be repeated: tell (probe.send)." in text
    text = press(browser, run, "run_retry_from", from_step="first", repeat_effects="on")
    assert "The run goes on from the step “first”." in text
    settle()
    assert len(probe.sent) == 2


def test_saying_what_became_of_it(browser: Client, settle: Settle, probe: Probe) -> None:
    probe.next = ["unknown"]
    run = start(send("tell"))
    settle()
    assert "Say what became of it" in text_of(browser.get(page(run)))
    text = press(browser, run, "step_resolve", step="tell", outcome="done", output='{"number": 4}')
    assert "It is noted, and the step “tell” goes on with it." in text
    settle()
    run.refresh_from_db()
    assert (run.status, run.steps.get().output) == ("completed", {"number": 4})
    assert "Say what became of it" not in text_of(browser.get(page(run)))


def test_who_may_not_sees_no_runs_and_no_buttons(make_user: Callable[..., User], settle: Settle) -> None:
    run = start({"name": "rest", "type": "delay", "seconds": 60})
    settle()
    stranger = _browser(make_user("gil", "growth"))
    assert stranger.get(LIST).status_code == 403
    assert stranger.post(f"{LIST}{run.pk}/run_cancel/", PRESSED).status_code == 403
    run.refresh_from_db()
    assert run.status == "waiting"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.44, "0.4 s"), (59.9, "59.9 s"), (61, "1 min 1 s"), (3600, "1 h"), (90061, "1 d 1 h"), (-5, "0.0 s")],
)
def test_durations_are_short(seconds: float, told: str) -> None:
    now = clock.now()
    assert duration_tell(now, now + timedelta(seconds=seconds)) == told
