from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from nessos.kernel import clock

pytestmark = pytest.mark.django_db

SLACK = timedelta(seconds=20)


def test_the_business_clock_moves_and_the_real_one_stays() -> None:
    clock.advance(timedelta(hours=25))
    assert timedelta(hours=25) <= clock.now() - clock.real_now() + SLACK
    assert clock.offset() == timedelta(hours=25)


def test_moves_add_up_until_the_reset() -> None:
    clock.advance(timedelta(hours=1))
    assert clock.advance(timedelta(minutes=30)) == timedelta(minutes=90)
    clock.reset()
    assert clock.offset() == timedelta()


def test_today_is_the_day_in_sao_paulo() -> None:
    assert clock.today() == clock.now().astimezone(ZoneInfo("America/Sao_Paulo")).date()


@pytest.mark.parametrize(
    ("step", "moved"),
    [("90s", "0:01:30"), ("45m", "0:45:00"), ("25h", "1 day, 1:00:00"), ("2d12h", "2 days, 12:00:00")],
)
def test_the_command_moves_it(step: str, moved: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("clock", "advance", step)
    assert f"(moved by {moved})" in capsys.readouterr().out
    call_command("clock", "reset")
    call_command("clock", "show")
    assert "(moved by 0:00:00)" in capsys.readouterr().out


def test_a_span_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(
        CommandError, match=r"^'tomorrow' is no span of time\. Write it like 90s, 45m, 25h or 2d12h\.$"
    ):
        call_command("clock", "advance", "tomorrow")


def test_without_the_test_switch_it_never_moves(settings: object) -> None:
    settings.NESSOS_TEST_CLOCK = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="Set NESSOS_TEST_CLOCK=true"):
        call_command("clock", "advance", "1h")
    assert clock.offset() == timedelta()
