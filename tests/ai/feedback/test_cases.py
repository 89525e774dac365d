"""Feedback becomes test cases, and these become examples, where somebody wants them to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from nessos.accounts.models import User
from nessos.ai.evals.services import eval_ask, eval_claim, eval_work
from nessos.ai.feedback.errors import CaseMisfit, FeedbackSettled, NoExampleError
from nessos.ai.feedback.selectors import examples_for
from nessos.ai.feedback.services import (
    case_example_set,
    case_make,
    feedback_dismiss,
    feedback_prune,
    tuning_ensure,
)
from nessos.ai.models import AgentTuning, EvalCase, EvalRun, Feedback
from nessos.kernel import clock
from nessos.kernel.ids import uuid7
from tests.ai.feedback.conftest import Write
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(make_user: UserMaker) -> User:
    return make_user("ana", "admin", email="ana@example.com")


@pytest.fixture
def desk(ana: User) -> Client:
    client = EnglishBrowser()
    client.force_login(ana)
    return client


def make(feedback: Feedback, ana: User) -> EvalCase:
    cleaned = feedback.cleaned
    return case_make(feedback=feedback, given=cleaned["input"], expected=cleaned["expected"], user=ana)


def press(client: Client, feedback: Feedback, button: str, **data: Any) -> Any:
    page = client.get(f"/app/ai/feedback/{feedback.pk}/change/")
    path = next(each["path"] for each in page.context["actions_detail"] if f"/{button}/" in each["path"])
    assert client.get(path).status_code == 200
    return client.post(path, {"_form_submitted": "on", **data}, follow=True)


# --- From feedback to a case -----------------------------------------------------------------------------------------
def test_a_case_holds_nobody_and_asks_where_somebody_corrected(write: Write, ana: User) -> None:
    case = make(write(score=77), ana)
    assert case.input["message"].startswith("Sou [pessoa 1], ligue [telefone 1].")
    assert case.expected["suggested_action"] == "Responder a [pessoa 1]."
    assert (case.paths, case.made_by, case.source.status) == (["/score"], ana, "case")  # type: ignore[union-attr]


def test_what_was_looked_at_is_not_looked_at_again(write: Write, ana: User) -> None:
    feedback = write(score=77)
    feedback_dismiss(feedback=feedback)
    with pytest.raises(FeedbackSettled) as error:
        make(feedback, ana)
    assert str(error.value) == (
        "This feedback was looked at already: it was dismissed. Nothing was changed; open it again to see."
    )
    assert not EvalCase.objects.exists()


def test_what_the_agent_could_not_answer_is_no_case(write: Write, ana: User) -> None:
    feedback = write(score=77)
    with pytest.raises(CaseMisfit) as error:
        case_make(feedback=feedback, given={"name": 7}, expected={}, user=ana)
    assert str(error.value).startswith("This cannot be a test case of the agent “qualify_lead”: input.name:")
    feedback.refresh_from_db()
    assert feedback.status == "open"


# --- From a case to an example ---------------------------------------------------------------------------------------
def test_an_example_is_shown_only_where_that_is_switched_on(write: Write, ana: User) -> None:
    case = make(write(score=77), ana)
    assert list(examples_for("qualify_lead")) == []
    case_example_set(case=case, is_example=True)
    assert list(examples_for("qualify_lead")) == []
    AgentTuning.objects.filter(pk=tuning_ensure(agent="qualify_lead").pk).update(examples_on=True)
    [example] = examples_for("qualify_lead")
    assert example.answer["score"] == 77
    assert "Marina" not in str(example.material) + str(example.answer)
    assert list(examples_for("generate_post")) == []


def test_no_more_are_shown_than_are_wanted_and_the_newest_first(write: Write, ana: User) -> None:
    AgentTuning.objects.filter(pk=tuning_ensure(agent="qualify_lead").pk).update(examples_on=True)
    for score in (71, 72, 73, 74):
        clock.advance(timedelta(minutes=1))
        case_example_set(case=make(write(score=score), ana), is_example=True)
    assert [each.answer["score"] for each in examples_for("qualify_lead")] == [74, 73, 72]
    assert [each.answer["score"] for each in examples_for("qualify_lead", 1)] == [74]


def test_what_is_no_answer_of_a_model_is_no_example(write: Write, ana: User) -> None:
    case = make(write(score=77), ana)
    EvalCase.objects.filter(pk=case.pk).update(expected={})
    with pytest.raises(NoExampleError) as error:
        case_example_set(case=case, is_example=True)
    assert str(error.value).startswith("This case cannot be an example for the prompts of “qualify_lead”:")
    assert str(error.value).endswith(" It stands as a test case.")


def test_what_models_are_shown_is_no_test_any_more(write: Write, ana: User) -> None:
    shown, asked = make(write(score=77), ana), make(write(score=78), ana)
    case_example_set(case=shown, is_example=True)
    run = eval_ask(agent="qualify_lead", half="feedback")
    assert run.cases == 1
    eval_claim(worker=uuid7())
    done = eval_work(run=EvalRun.objects.get(), seconds=60)
    assert (done.status, done.figures) == ("done", {"as corrected": 0.0})
    assert list(done.results) == [str(asked.pk)]


# --- At the desk -----------------------------------------------------------------------------------------------------
def test_the_list_says_what_changed_and_shows_nobody(write: Write, desk: Client) -> None:
    write(score=77, reasons=["Marina Prado é diretora."])
    text = text_of(desk.get("/app/ai/feedback/"))
    assert "reasons/0, score" in text
    assert "Marina" not in text


def test_its_page_shows_the_change_and_makes_a_case_of_what_somebody_edited(
    write: Write, desk: Client, ana: User
) -> None:
    feedback = write(score=77)
    page = text_of(desk.get(f"/app/ai/feedback/{feedback.pk}/change/"))
    assert "40" in page
    assert "77" in page
    path = f"/app/ai/feedback/{feedback.pk}/change/"
    listed = desk.get(path).context["actions_detail"]
    dialog = desk.get(next(each["path"] for each in listed if "/case_make/" in each["path"]))
    told = text_of(dialog)
    assert "Replaced by placeholders: 1 person, 1 telephone." in told
    assert "[pessoa 1]" in dialog.content.decode()
    given = '{"name": "[pessoa 1]", "message": "Precisamos de um SOC."}'
    expected = '{"score": 80, "segment": "segurança", "suggested_action": "Ligar.", "reasons": []}'
    press(desk, feedback, "case_make", given=given, expected=expected)
    case = EvalCase.objects.get()
    assert (case.input["message"], case.expected["score"], case.made_by) == ("Precisamos de um SOC.", 80, ana)


def test_a_wrong_edit_is_told_in_the_dialog(write: Write, desk: Client) -> None:
    feedback = write(score=77)
    answer = press(desk, feedback, "case_make", given="no json", expected="{}")
    assert "This is no JSON: look at line 1, column 1. An object is meant." in text_of(answer)
    answer = press(desk, feedback, "case_make", given='{"name": "x"}', expected="{}")
    assert "This cannot be a test case of the agent" in text_of(answer)
    assert not EvalCase.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("[" * 100_000, "nested deeper than 60 levels"),
        ('{"name": "\\u0000"}', "holds a character that cannot be stored"),
        ('{"name": "\\ud800"}', "holds a character that cannot be stored"),
        ('{"name": 1e400}', "a number that is too large"),
    ],
)
def test_what_no_database_can_hold_is_told_in_the_dialog(
    write: Write, desk: Client, given: str, told: str
) -> None:
    answer = press(desk, write(score=77), "case_make", given=given, expected="{}")
    assert told in text_of(answer)
    assert not EvalCase.objects.exists()


def test_dismissing_leaves_it_in_the_list_without_its_buttons(write: Write, desk: Client) -> None:
    feedback = write(score=77)
    press(desk, feedback, "feedback_dismiss")
    feedback.refresh_from_db()
    assert feedback.status == "dismissed"
    assert desk.get(f"/app/ai/feedback/{feedback.pk}/change/").context["actions_detail"] == []


@pytest.mark.parametrize("role", ["growth", "ops", "employee"])
def test_others_than_administrators_see_none_of_it(write: Write, make_user: UserMaker, role: str) -> None:
    feedback = write(score=77)
    client = EnglishBrowser()
    client.force_login(make_user("bia", role))
    for path in ("feedback/", f"feedback/{feedback.pk}/change/", "evalcase/", "agenttuning/", "evals/"):
        assert client.get(f"/app/ai/{path}").status_code == 403


def test_an_agent_is_tuned_by_choosing(desk: Client) -> None:
    data = {"agent": "qualify_lead", "examples_on": "on", "examples_most": "2", "nightly_model": ""}
    assert desk.post("/app/ai/agenttuning/add/", data).status_code == 302
    tuning = AgentTuning.objects.get()
    assert (tuning.agent, tuning.examples_on, tuning.examples_most) == ("qualify_lead", True, 2)


# --- How long it is kept ---------------------------------------------------------------------------------------------
def test_old_feedback_is_forgotten_and_its_case_stays(
    write: Write, ana: User, capsys: pytest.CaptureFixture[str]
) -> None:
    case = make(write(score=77), ana)
    clock.advance(timedelta(days=364))
    young = write(score=78)
    assert feedback_prune() == 0
    clock.advance(timedelta(days=2))
    call_command("prune", "--dry-run")
    assert (
        "1 corrections of agents' answers older than 365 days would be removed.\n" in capsys.readouterr().out
    )
    assert feedback_prune() == 1
    assert Feedback.objects.get() == young
    case.refresh_from_db()
    assert case.source is None
    with override_settings(AI_FEEDBACK_RETENTION_DAYS=1):
        assert feedback_prune() == 1
