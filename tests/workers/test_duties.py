"""The door: a wrong duty or loop fails the start with a sentence."""

from collections.abc import Callable
from datetime import UTC, time, timedelta
from typing import Any

import pytest
from django.core import checks

from nessos.kernel import clock
from nessos.kernel.registry import RegistrationError
from nessos.workers.duties import duties, duty_register
from nessos.workers.loops import loop_register
from nessos.workers.models import DutyState

HOUR = timedelta(hours=1)


def sound() -> None: ...


def wanting(what: object) -> None: ...


HERE = "tests.workers.test_duties"


@pytest.mark.parametrize(
    ("run", "options", "sentence"),
    [
        (sound, {"name": ""}, f"A duty has no name: {HERE}.sound. Give it one."),
        (
            sound,
            {"name": "Prune"},
            (
                f"The duty 'Prune' of {HERE}.sound has a name of the wrong form. "
                "Call it like 'room.things_prune', in lower case."
            ),
        ),
        (
            sound,
            {"name": "workers.heartbeats_prune"},
            (
                "The duty 'workers.heartbeats_prune' is registered twice: by "
                f"nessos.workers.services.heartbeats_prune and {HERE}.sound. Rename one."
            ),
        ),
        (
            sound,
            {"label": ""},
            f"The duty 'room.it_do' of {HERE}.sound has no label. Give it one, marked for translation.",
        ),
        (
            sound,
            {"every": None},
            f"The duty 'room.it_do' of {HERE}.sound needs either every=… or at=…, and not both.",
        ),
        (
            sound,
            {"every": timedelta(milliseconds=10)},
            f"The duty 'room.it_do' of {HERE}.sound is due every 0:00:00.010000. The shortest interval is 0:00:01.",
        ),
        (
            sound,
            {"every": None, "at": time(3, tzinfo=UTC)},
            (
                f"The duty 'room.it_do' of {HERE}.sound has a time of day: it must be exclusive, and the time "
                "without a zone, for the company's is meant."
            ),
        ),
        (
            wanting,
            {},
            (
                f"The duty 'room.it_do' of {HERE}.wanting cannot be called without arguments. "
                "Give its parameters defaults."
            ),
        ),
    ],
)
def test_a_wrong_duty_fails_the_start(
    run: Callable[..., None], options: dict[str, Any], sentence: str
) -> None:
    before = duties.names()
    with pytest.raises(RegistrationError) as raised:
        duty_register(**{"name": "room.it_do", "label": "Do it", "every": HOUR, **options})(run)
    assert str(raised.value) == sentence
    assert duties.names() == before


def test_a_loop_that_nobody_can_make_fails_the_start() -> None:
    with pytest.raises(RegistrationError) as raised:
        loop_register("engine", "ops.engine")  # type: ignore[arg-type]
    assert str(raised.value) == (
        "The loop 'engine' cannot be made by 'ops.engine'. Give a class or function of a worker."
    )


def test_a_stored_duty_that_the_program_does_not_know_shows_in_the_check(db: None) -> None:
    for name in ("workers.heartbeats_prune", "room.gone_do"):
        DutyState.objects.create(name=name, due_at=clock.now())
    messages = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert [message for message in messages if message.id == "workers.W001"] == [
        checks.Warning(
            "The database has a turn for the duty 'room.gone_do', which this version of the program does not know: "
            "nobody does it.",
            hint="In the middle of a deploy, go on. If it was removed or renamed for good, delete its row: "
            "DutyState.objects.filter(name='room.gone_do').delete()",
            id="workers.W001",
        )
    ]
