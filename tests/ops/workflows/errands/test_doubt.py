"""What nobody can tell: it is looked up, or a person says so, and it is never simply done again."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from ops.workflows.errands.errors import (
    EndedRunGoesOn,
    NoSuchOutcome,
    NothingAsked,
    NotUnknown,
    OutputUnfit,
)
from ops.workflows.errands.resolving import errand_resolve
from ops.workflows.models import Errand, Run, Step
from ops.workflows.selectors import run_show
from ops.workflows.services import run_cancel
from tests.ops.workflows.engine.conftest import condition, stands, step_of
from tests.ops.workflows.errands.conftest import House, doubt_age, errand, send
from tests.ops.workflows.errands.ledger import Ledger


def house_tell(sentence: str, **data: str) -> str:
    """As a worker's thread says it: in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return translation.gettext(sentence) % data


def test_silence_is_looked_up_and_what_happened_is_done(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent_after]
    run = house.run(send())
    assert step_of(run, "send")["status"] == "running"
    assert errand().status == "unknown"

    doubt_age()
    house.settle()
    run = run_show(Run.objects.get().pk)
    assert step_of(run, "send")["output"] == {"letter": errand().key, "sent": True, "weight": 0.0}
    assert (run["status"], set(ledger.effects().values())) == ("completed", {1})


def test_what_gave_no_answer_and_never_happened_has_failed(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent]
    run = house.start(send())
    house.settle()
    doubt_age()
    house.settle()
    shown = run_show(run.pk)
    step = step_of(shown, "send")
    assert (shown["status"], step["attempt"], step["reason"]) == ("failed", 1, "timeout")
    sentence = "%(name)s gave no answer. It was looked up: nothing had happened."
    assert step["error"] == house_tell(sentence, name="post.send")
    assert ledger.effects() == {}


def test_what_broke_down_and_never_happened_has_failed_with_what_is_known(
    house: House, ledger: Ledger
) -> None:
    ledger.deeds = [ledger.break_down]
    run = house.start(send())
    house.settle()
    doubt_age()
    house.settle()
    step = step_of(run_show(run.pk), "send")
    sentence = "%(error)s It was looked up: nothing had happened."
    assert (step["status"], step["reason"]) == ("failed", "")
    assert step["error"] == house_tell(sentence, error="RuntimeError: The line is dead.")


def test_whoever_never_answers_is_asked_as_often_as_the_step_says(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent] * 9
    run = house.start(send(retry_on_failure=2))
    for _time in range(6):
        house.settle()
        doubt_age()
        clock.advance(timedelta(seconds=10))
    shown = run_show(run.pk)
    assert (shown["status"], step_of(shown, "send")["attempt"], len(ledger.deeds)) == ("failed", 3, 6)


def test_after_a_silence_in_which_nothing_happened_the_next_attempt_does_it(
    house: House, ledger: Ledger
) -> None:
    ledger.deeds = [ledger.fall_silent]
    run = house.start(send(retry_on_failure=1))
    house.settle()
    doubt_age()
    house.settle()
    assert stands(run_show(run.pk)) == {"send": "retrying"}
    clock.advance(timedelta(seconds=5))
    house.settle()
    assert (stands(run_show(run.pk)), set(ledger.effects().values())) == ({"send": "completed"}, {1})


def test_an_unexpected_error_leaves_open_whether_it_happened(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.break_down]
    step = step_of(house.run(send(action="drop")), "send")
    assert (step["status"], step["waiting_for"]) == ("unknown", "person")
    assert step["error"] == "RuntimeError: The line is dead."


def test_a_look_up_that_fails_is_tried_again_with_growing_pauses(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent_after]
    ledger.lookings = [ledger.refuse, ledger.break_down]
    run = house.start(send())
    house.settle()
    pauses = []
    for _time in range(2):
        doubt_age()
        house.settle()
        step = step_of(run_show(run.pk), "send")
        assert (step["status"], step["waiting_for"]) == ("unknown", "look_up")
        looked_up_at = errand().look_up_at
        assert looked_up_at is not None
        pauses.append((looked_up_at - clock.real_now()).total_seconds())
    assert [round(pause) for pause in pauses] == [4, 8]
    sentence = "Nobody can tell whether %(name)s happened, and looking it up failed: %(error)s"
    assert step["error"].startswith(house_tell(sentence, name="post.send", error=""))

    doubt_age()
    house.settle()
    assert stands(run_show(run.pk)) == {"send": "completed"}
    assert set(ledger.effects().values()) == {1}


def unknown_make(house: House, ledger: Ledger, *more: Any) -> Run:
    ledger.deeds = [ledger.fall_silent]
    run = house.start(send(action="drop", retry_on_failure=3), *more)
    house.settle()
    assert stands(run_show(run.pk))["send"] == "unknown"
    return run


def test_a_person_says_that_it_is_done(house: House, ledger: Ledger, make_user: Any) -> None:
    run = unknown_make(house, ledger, condition("after", "steps.send.output.letter == 'by hand'"))
    user = make_user("ana")
    with working_for(Context(actor_id=user.pk)):
        errand_resolve(run=run, step="send", outcome="done", output={"letter": "by hand"})
    house.settle()
    shown = run_show(run.pk)
    assert step_of(shown, "send")["output"] == {"letter": "by hand", "sent": True, "weight": 0.0}
    assert (shown["status"], step_of(shown, "after")["output"]) == ("completed", {"result": True})
    assert (errand().details["resolved_as"], errand().details["resolved_by"]) == ("done", user.pk)
    assert ledger.effects() == {}


def test_a_person_says_that_it_failed_and_that_is_final(house: House, ledger: Ledger) -> None:
    run = unknown_make(house, ledger)
    errand_resolve(run=run, step="send", outcome="failed")
    house.settle()
    shown = run_show(run.pk)
    assert (shown["status"], step_of(shown, "send")["attempt"]) == ("failed", 1)
    assert shown["error"] == "The step “send” failed: A person has found that this did not happen."


def test_a_person_has_it_done_again_under_a_new_key(house: House, ledger: Ledger) -> None:
    run = unknown_make(house, ledger)
    first = errand().key
    step = errand_resolve(run=run, step="send", outcome="again")
    assert (step.status, step.generation) == ("retrying", 1)
    house.settle()
    assert stands(run_show(run.pk)) == {"send": "completed"}
    assert dict(Errand.objects.order_by("id").values_list("key", "status")) == {
        first: "withdrawn",
        next(iter(ledger.effects())): "done",
    }
    assert first not in ledger.effects()


def test_an_output_that_is_none_is_refused(house: House, ledger: Ledger) -> None:
    run = unknown_make(house, ledger)
    with pytest.raises(OutputUnfit) as refused:
        errand_resolve(run=run, step="send", outcome="done", output={"letters": "by hand"})
    assert str(refused.value).startswith(
        "This is no output of post.drop: output.letter: This is missing. Add it."
    )
    assert [each["path"] for each in refused.value.errors] == ["output.letter", "output.letters"]
    assert stands(run_show(run.pk)) == {"send": "unknown"}


def test_only_what_is_unknown_is_resolved(house: House) -> None:
    run = house.start(send(), condition("after"))
    house.settle()
    with pytest.raises(NotUnknown) as refused:
        errand_resolve(run=run, step="send", outcome="again")
    assert str(refused.value) == (
        f"The step “send” of the run {run.pk} is completed. Only what nobody can tell of is resolved by a person."
    )
    with pytest.raises(NothingAsked, match=r"The step “after” of the run .* has asked for nothing outside"):
        errand_resolve(run=run, step="after", outcome="again")
    with pytest.raises(NothingAsked, match="The step “never” of the run"):
        errand_resolve(run=run, step="never", outcome="again")
    with pytest.raises(NoSuchOutcome, match=r"“perhaps” is no outcome\. Say done, failed or again\."):
        errand_resolve(run=run, step="send", outcome="perhaps")


def test_a_person_is_faster_than_the_look_up(house: House, ledger: Ledger) -> None:
    """Who looked up meanwhile finds that the fence has grown."""
    from ops.workflows.errands.claiming import look_ups_claim
    from ops.workflows.errands.settling import errand_settle
    from ops.workflows.errands.verdicts import Again

    ledger.deeds = [ledger.fall_silent_after]
    run = house.start(send())
    house.settle()
    doubt_age()
    (given,) = look_ups_claim(known=[("action", "post.send")], limit=5)
    errand_resolve(run=run, step="send", outcome="done", output={"letter": "by hand"})
    assert errand_settle(given, Again()) is False
    house.settle()
    assert step_of(run_show(run.pk), "send")["output"]["letter"] == "by hand"


def test_what_is_unknown_outlives_its_run_and_is_still_resolved(house: House, ledger: Ledger) -> None:
    run = unknown_make(house, ledger, condition("after"))
    run_cancel(run=run)
    assert stands(run_show(run.pk)) == {"send": "unknown", "after": "cancelled"}

    with pytest.raises(EndedRunGoesOn):
        errand_resolve(run=run, step="send", outcome="again")
    errand_resolve(run=run, step="send", outcome="done", output={"letter": "by hand"})
    house.settle()
    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("cancelled", {"send": "completed", "after": "cancelled"})


def test_the_business_clock_moves_no_look_up_and_no_lease(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent]
    house.run(send())
    clock.advance(timedelta(hours=25))
    house.settle()
    assert errand().status == "unknown"
    assert Step.objects.get().status == "running"
