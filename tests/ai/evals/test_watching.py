"""A judge that stops, and a score that falls, raise one alarm each: on the page, in the metrics, by letter."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from nessos.accounts.models import User
from nessos.ai.evals.registry import evals_read
from nessos.ai.evals.watching import NIGHTLY, evals_watch, troubles_find
from nessos.ai.models import EvalAlarm, EvalRun
from nessos.kernel import clock
from nessos.kernel.metrics import exposition_make
from nessos.workers.models import DutyState
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(make_user: UserMaker) -> User:
    make_user("bia", "growth", email="bia@example.com")
    return make_user("ana", "admin", email="ana@example.com")


@pytest.fixture
def desk(ana: User) -> Client:
    client = EnglishBrowser()
    client.force_login(ana)
    return client


def scored(agent: str = "qualify_lead", score: float = 0.9, **fields: Any) -> EvalRun:
    given = {
        "half": "held back", "model": "offline", "status": "done", "ended_at": clock.now(),
        "score_name": "pairs ordered",
        "set_hash": "a", "cases": 48, "done": 48, "figures": {"pairs ordered": score}, **fields,
    }  # fmt: skip
    return EvalRun.objects.create(agent=agent, score=score, **given)


def all_scored() -> None:
    for name in evals_read().names():
        scored(name)


def sentences() -> list[str]:
    return [trouble.sentence for trouble in troubles_find()]


# --- Judges that stop ------------------------------------------------------------------------------------------------
def test_a_new_house_is_not_late_with_anything() -> None:
    assert troubles_find() == []


def test_a_judge_that_was_silent_for_two_nights_has_stopped(ana: User) -> None:
    all_scored()
    clock.advance(timedelta(hours=47))
    assert troubles_find() == []
    clock.advance(timedelta(hours=2))
    scored("qualify_lead")
    assert {trouble.agent for trouble in troubles_find()} == set(evals_read().names()) - {"qualify_lead"}
    assert {trouble.kind for trouble in troubles_find()} == {"stopped"}


def test_one_that_never_began_has_stopped_too() -> None:
    DutyState.objects.create(name=NIGHTLY, due_at=clock.now() + timedelta(hours=3))
    assert troubles_find() == []
    clock.advance(timedelta(days=4))
    assert len(troubles_find()) == len(evals_read().names())
    assert "was never scored, though it should have been every night since" in sentences()[0]


def test_an_evaluation_that_failed_is_no_sign_of_life(ana: User) -> None:
    all_scored()
    clock.advance(timedelta(hours=49))
    EvalRun.objects.create(
        agent="qualify_lead", half="held back", model="offline", status="failed", ended_at=clock.now()
    )
    assert "qualify_lead" in {trouble.agent for trouble in troubles_find()}


# --- Scores that fall ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("now", "fell"), [(0.84, True), (0.85, False), (0.86, False), (0.99, False)])
def test_a_score_falls_when_it_is_far_below_the_middle_of_the_last_five(*, now: float, fell: bool) -> None:
    for score in (0.1, 0.90, 0.91, 0.90, 0.89, 0.90):  # the first is the sixth ago
        scored(score=score)
        clock.advance(timedelta(minutes=1))
    scored(score=now)
    assert [trouble.kind for trouble in troubles_find()] == (["fell"] if fell else [])


def test_scores_on_other_questions_or_by_other_models_say_nothing_of_each_other() -> None:
    scored(score=0.95, set_hash="old")
    scored(score=0.95, model="small")
    clock.advance(timedelta(minutes=1))
    scored(score=0.5)
    assert troubles_find() == []


# --- Who hears of it -------------------------------------------------------------------------------------------------
def test_administrators_get_one_letter_per_cause(ana: User) -> None:
    scored(score=0.9)
    clock.advance(timedelta(minutes=1))
    low = scored(score=0.5)
    assert evals_watch() == 1
    [letter] = mail.outbox
    assert letter.to == ["ana@example.com"]
    assert "50%" in letter.body
    assert "90%" in letter.body
    assert "/app/ai/evals/" in letter.body
    for _again in range(3):
        evals_watch()
    assert len(mail.outbox) == 1
    low.delete()
    assert evals_watch() == 0
    alarm = EvalAlarm.objects.get()
    assert alarm.over_at is not None
    clock.advance(timedelta(minutes=1))
    scored(score=0.5)
    evals_watch()
    assert (len(mail.outbox), EvalAlarm.objects.count()) == (2, 2)


def test_a_letter_that_fails_is_tried_again(ana: User, settings: Any) -> None:
    scored(score=0.9)
    clock.advance(timedelta(minutes=1))
    scored(score=0.5)
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with pytest.raises(ModuleNotFoundError):
        evals_watch()
    assert EvalAlarm.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    evals_watch()
    assert len(mail.outbox) == 1


def test_it_stands_on_the_home_page_for_administrators(desk: Client, make_user: UserMaker) -> None:
    scored(score=0.9)
    assert "Scores of the agents fell" not in text_of(desk.get("/app/"))
    clock.advance(timedelta(minutes=1))
    scored(score=0.5)
    assert "“qualify_lead”, answered by offline, fell to 50%, from 90%" in text_of(desk.get("/app/"))
    other = EnglishBrowser()
    other.force_login(make_user("caio", "growth"))
    assert "fell to 50%" not in text_of(other.get("/app/"))


def test_the_metrics_say_it_even_when_no_duty_ran() -> None:
    scored(score=0.9)
    clock.advance(timedelta(minutes=1))
    scored(score=0.5)
    told = exposition_make().decode()
    assert 'nessos_eval_troubles{kind="fell"} 1.0' in told
    assert 'nessos_eval_troubles{kind="stopped"} 0.0' in told
    assert 'nessos_eval_age_seconds{agent="qualify_lead"}' in told


# --- The page --------------------------------------------------------------------------------------------------------
def test_an_empty_page_says_how_it_fills(desk: Client) -> None:
    assert "Nothing was scored yet" in text_of(desk.get("/app/ai/evals/"))


def test_the_page_shows_scores_and_the_trouble_and_runs_at_the_press_of_a_button(desk: Client) -> None:
    scored(score=0.9, baselines={"length of the message": {"pairs ordered": 0.84}})
    clock.advance(timedelta(minutes=1))
    scored(score=0.5, baselines={"length of the message": {"pairs ordered": 0.84}})
    text = text_of(desk.get("/app/ai/evals/"))
    assert "pairs ordered 50%" in text
    assert "length of the message 84%" in text
    assert "fell to 50%" in text
    data = {"agent": "qualify_lead", "half": "held back", "model": "", "prompt_version": ""}
    answer = desk.post("/app/ai/evals/", data, follow=True)
    assert "A worker scores “Qualify a lead” now: 48 questions." in text_of(answer)
    assert EvalRun.objects.get(status="asked").asked_by == User.objects.get(username="ana")
    assert "0 of 48 questions" in text_of(desk.get("/app/ai/evals/progress/"))


def test_what_cannot_be_scored_is_told_on_the_page(desk: Client) -> None:
    data = {"agent": "qualify_lead", "half": "feedback", "model": "", "prompt_version": ""}
    text = text_of(desk.post("/app/ai/evals/", data, follow=True))
    assert "There are no questions for the agent “qualify_lead” in “from feedback”" in text
    assert "Select a valid choice" in text_of(
        desk.post("/app/ai/evals/", {**data, "agent": "x"}, follow=True)
    )


def test_who_may_only_look_gets_no_button(make_user: UserMaker) -> None:
    from django.contrib.auth.models import Permission

    user = make_user("dora")
    user.user_permissions.add(Permission.objects.get(codename="view_evalrun"))
    client = EnglishBrowser()
    client.force_login(user)
    assert "Run now" not in client.get("/app/ai/evals/").content.decode().split("Nothing was scored")[0]
    assert client.post("/app/ai/evals/", {"agent": "qualify_lead"}).status_code == 403


def test_the_cases_that_failed_are_told_and_of_the_half_held_back_only_where(desk: Client) -> None:
    results = {"open 3": {"marks": {"label right": [0, 1]}, "faults": ["hot ≠ cold (12)"], "kept": None}}
    held = scored(results=results)
    opened = scored(half="open", results=results)
    text = text_of(desk.get(f"/app/ai/evalrun/{held.pk}/change/"))
    assert "label right 0/1" in text
    assert "hot ≠ cold" not in text
    assert "hot ≠ cold (12)" in text_of(desk.get(f"/app/ai/evalrun/{opened.pk}/change/"))
    assert text_of(desk.get("/app/ai/evalrun/"))
