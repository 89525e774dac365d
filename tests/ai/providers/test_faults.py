"""Every way in which a provider fails ends as a fault of its kind, in time, with a sentence that repeats nothing."""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from nessos.ai.answers import Usage
from nessos.ai.providers.breaker import breaker_open_until
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import Breaker, ServedModel
from nessos.kernel import clock
from nessos.kernel.deadlines import time_limited
from tests.ai.model_server import (
    ModelServer,
    Reply,
    answers,
    body_of,
    context_overflows,
    drips,
    empty_choices,
    fault,
    filtered,
    hangs,
    huge,
    key_refused,
    model_unknown,
    out_of_credit,
    rate_limited,
    refuses,
    resets,
)
from tests.ai.providers.conftest import ASKED, SECRET, QuestionMaker

NOTHING = Usage()
Ask = Callable[..., ModelFault]


@pytest.fixture
def ask(model: ServedModel, question: QuestionMaker) -> Ask:
    def make(**fields: object) -> ModelFault:
        with pytest.raises(ModelFault) as error:
            model_ask(model, question(**fields))
        return error.value

    return make


RATE = (
    "House models takes no more requests for now (model small-1). Wait %s, or give the agent another model."
)
SERVER = (
    "House models failed to answer (model small-1): %s. Try again later, or give the agent another model."
)
REFUSED = "House models refused the request (model small-1): %s. Check the model's name and the provider's settings."
FILTER = (
    "House models refused the request for its content (model small-1). Let a person do it, "
    "or give the agent another model."
)
CREDIT = (
    "The account at House models is out of credit (model small-1). Add credit there, then save the provider."
)
KEY = (
    "House models cannot be asked with the key it was given (model small-1): %s. "
    "Set a valid key in the environment and start again."
)
OVERFLOW = (
    "What was asked is more than the model small-1 of House models can read at once. Ask with less material, "
    "or give the agent a model that reads more."
)
BROKEN = "House models cannot be reached (model small-1): %s. Check its address and whether it is running."

CASES: list[tuple[str, Reply, FaultKind, str, Usage | None]] = [
    ("429", rate_limited(), FaultKind.RATE_LIMITED, RATE % "a moment", NOTHING),
    ("429 wait", rate_limited("7"), FaultKind.RATE_LIMITED, RATE % "7 seconds", NOTHING),
    ("500", fault(500), FaultKind.SERVER, SERVER % "it answered 500", NOTHING),
    ("503", fault(503), FaultKind.SERVER, SERVER % "it answered 503", NOTHING),
    ("401", key_refused(), FaultKind.INVALID_KEY, KEY % "it answered 401 invalid_api_key", NOTHING),
    ("403", fault(403), FaultKind.INVALID_KEY, KEY % "it answered 403", NOTHING),
    (
        "403 model",
        fault(403, code="model_not_found"),
        FaultKind.REFUSED,
        REFUSED % "it answered 403 model_not_found",
        NOTHING,
    ),
    (
        "429 too large",
        fault(429, code="rate_limit_exceeded", message="Request too large for small-1: limit 30000."),
        FaultKind.CONTEXT_OVERFLOW,
        OVERFLOW,
        NOTHING,
    ),
    ("402", fault(402), FaultKind.NO_CREDIT, CREDIT, NOTHING),
    ("429 quota", out_of_credit(), FaultKind.NO_CREDIT, CREDIT, NOTHING),
    ("400 quota", out_of_credit(400), FaultKind.NO_CREDIT, CREDIT, NOTHING),
    ("400 billing", fault(400, code="billing_hard_limit_reached"), FaultKind.NO_CREDIT, CREDIT, NOTHING),
    ("400 context", context_overflows(), FaultKind.CONTEXT_OVERFLOW, OVERFLOW, NOTHING),
    (
        "400 vllm",
        fault(
            400, message="This model's maximum context length is 4096 tokens. However, you requested 9000."
        ),
        FaultKind.CONTEXT_OVERFLOW,
        OVERFLOW,
        NOTHING,
    ),
    ("400 filter", fault(400, code="content_filter"), FaultKind.CONTENT_FILTER, FILTER, NOTHING),
    ("filter", filtered(), FaultKind.CONTENT_FILTER, FILTER, Usage(input_tokens=11, output_tokens=7)),
    ("refusal", refuses(), FaultKind.CONTENT_FILTER, FILTER, Usage(input_tokens=11, output_tokens=7)),
    ("404", model_unknown(), FaultKind.REFUSED, REFUSED % "it answered 404 model_not_found", NOTHING),
    ("400", fault(400, message=f"What is {ASKED}?"), FaultKind.REFUSED, REFUSED % "it answered 400", NOTHING),
    ("400 code", fault(400, code=SECRET), FaultKind.REFUSED, REFUSED % "it answered 400", NOTHING),
    (
        "400 param",
        fault(400, code="unsupported_parameter", param="response_format.type"),
        FaultKind.REFUSED,
        REFUSED % "it answered 400 unsupported_parameter response_format",
        NOTHING,
    ),
    (
        "redirect",
        fault(307, headers={"Location": "http://127.0.0.1:1/v1/chat/completions"}),
        FaultKind.REFUSED,
        REFUSED % "it answered 307",
        NOTHING,
    ),
    (
        "no choices",
        empty_choices(),
        FaultKind.SERVER,
        SERVER % "there is nothing in its answer",
        Usage(input_tokens=14 + 6),
    ),
    (
        "html",
        body_of("<html>Log in</html>"),
        FaultKind.SERVER,
        SERVER % "its answer is not of OpenAI's protocol",
        None,
    ),
    ("list", body_of([1, 2]), FaultKind.SERVER, SERVER % "its answer is not of OpenAI's protocol", None),
    (
        "error in 200",
        body_of({"error": {"code": 429, "message": "Slow down."}}),
        FaultKind.RATE_LIMITED,
        RATE % "a moment",
        NOTHING,
    ),
    ("huge", huge(), FaultKind.SERVER, SERVER % "its answer is larger than any answer of a model", None),
    ("reset", resets(), FaultKind.UNREACHABLE, BROKEN % "the connection broke", None),
    ("reset at once", resets(0), FaultKind.UNREACHABLE, BROKEN % "the connection broke", None),
]


@pytest.mark.parametrize(
    ("reply", "kind", "sentence", "usage"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_fault_has_its_kind_its_sentence_and_what_it_cost(
    ask: Ask, model_server: ModelServer, reply: Reply, kind: FaultKind, sentence: str, usage: Usage | None
) -> None:
    model_server.will(reply)
    found = ask()
    assert (found.kind, str(found), found.usage) == (kind, sentence, usage)
    assert found.permanent == (kind not in {"rate_limited", "server", "timeout", "unreachable"})
    assert len(model_server.calls) == 1


def test_nothing_listens_there(ask: Ask, model: ServedModel) -> None:
    model.provider.base_url = "http://127.0.0.1:1/v1"
    found = ask()
    assert (found.kind, found.usage) == (FaultKind.UNREACHABLE, NOTHING)
    assert str(found) == BROKEN % "no connection to it was possible"


def test_retry_after_is_read_as_a_date_too_and_is_an_hour_at_most(
    ask: Ask, model_server: ModelServer, model: ServedModel
) -> None:
    in_a_minute = clock.real_now() + timedelta(seconds=60)
    model_server.will(rate_limited(format_datetime(in_a_minute, usegmt=True)), rate_limited("999999999999"))
    found = ask()
    assert found.retry_after is not None
    assert timedelta(seconds=57) < found.retry_after <= timedelta(seconds=60)
    Breaker.objects.all().delete()
    assert ask().retry_after == timedelta(hours=1)


@pytest.mark.parametrize("nonsense", ["soon", "-5", "nan", "inf", "", "Wed, 99 Foo 2026 00:00:00 GMT"])
def test_a_retry_after_that_means_nothing_is_passed_over(
    ask: Ask, model_server: ModelServer, nonsense: str
) -> None:
    model_server.will(rate_limited(nonsense))
    assert ask().retry_after in {None, timedelta(hours=1)}


@pytest.mark.parametrize("reply", [hangs(), drips()], ids=["silence", "drip"])
def test_the_whole_call_ends_in_time_and_the_line_is_cut(
    ask: Ask, model_server: ModelServer, reply: Reply
) -> None:
    model_server.will(reply)
    begun = time.monotonic()
    found = ask(seconds=1.5)
    assert time.monotonic() - begun < 2.5
    assert (found.kind, found.usage) == (FaultKind.TIMEOUT, None)
    assert str(found) == (
        "House models did not answer within 2 seconds (model small-1). Try again, allow it more time, "
        "or give the agent a faster model."
    )
    assert model_server.hung_up.wait(5)


def test_the_repair_is_within_the_same_time_limit(ask: Ask, model_server: ModelServer) -> None:
    model_server.will(answers("Eight."), drips())
    begun = time.monotonic()
    found = ask(seconds=1.5)
    assert time.monotonic() - begun < 2.5
    assert (found.kind, found.usage) == (FaultKind.TIMEOUT, None)


def test_whoever_waits_for_us_sets_the_limit_too(ask: Ask, model_server: ModelServer) -> None:
    model_server.will(hangs())
    begun = time.monotonic()
    with time_limited(0.5):
        assert ask(seconds=30).kind == FaultKind.TIMEOUT
    assert time.monotonic() - begun < 1.5


def test_a_question_is_called_off_while_the_model_thinks(ask: Ask, model_server: ModelServer) -> None:
    model_server.will(hangs())
    off = threading.Event()
    threading.Timer(0.4, off.set).start()
    begun = time.monotonic()
    found = ask(seconds=30, cancelled=off.is_set)
    assert time.monotonic() - begun < 2
    assert (found.kind, found.usage) == (FaultKind.CANCELLED, None)
    assert str(found) == (
        "The question to House models (model small-1) was called off. Ask again if you need it."
    )
    assert model_server.hung_up.wait(5)


def test_a_question_that_was_called_off_is_not_repaired(ask: Ask, model_server: ModelServer) -> None:
    off = threading.Event()

    def say_and_call_off(_body: object) -> str:
        off.set()
        return "Eight."

    model_server.will(answers(say_and_call_off))
    assert ask(cancelled=off.is_set).kind == FaultKind.CANCELLED
    assert len(model_server.calls) == 1


@pytest.mark.parametrize(
    ("variable", "value", "detail"),
    [
        ("OTHER_API_KEY", None, "the environment variable OTHER_API_KEY is not set"),
        ("OTHER_API_KEY", " ", "the environment variable OTHER_API_KEY is not set"),
        (
            "OTHER_API_KEY",
            "chave-é",
            "the environment variable OTHER_API_KEY holds characters that no key has",
        ),
        (
            "SECRET_KEY",
            "the house's own",
            (
                "This is not the name of a variable for a key. Use capital letters, digits and underscores, "
                "ending in _API_KEY, such as OPENAI_API_KEY"
            ),
        ),
    ],
)
def test_without_a_key_nothing_is_sent_and_the_variable_is_named(
    ask: Ask,
    model: ServedModel,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str | None,
    detail: str,
) -> None:
    if value is not None:
        monkeypatch.setenv(variable, value)
    model.provider.key_variable = variable
    found = ask()
    assert (found.kind, found.asked, found.usage) == (FaultKind.INVALID_KEY, False, NOTHING)
    assert str(found) == KEY % detail
    assert not model_server.calls
    assert breaker_open_until(model.provider) is None


def test_an_address_in_the_clear_is_not_asked(ask: Ask, model: ServedModel) -> None:
    model.provider.base_url = "http://models.example.com/v1"
    found = ask()
    assert (found.kind, found.asked) == (FaultKind.REFUSED, False)


def test_nothing_of_question_answer_or_key_is_logged_or_told(
    ask: Ask,
    model: ServedModel,
    model_server: ModelServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = ""
    for each in (*[case[1] for case in CASES], answers(ASKED), answers({"words": 800})):
        model_server.will(each)
        model_server.always(answers(ASKED))
        Breaker.objects.all().delete()
        found = ask()
        told += "".join(traceback.format_exception(found)) + repr(found) + repr(found.data)
    told += caplog.text
    assert "House models" in told
    for secret in (SECRET, "Marina", "800,", "Count the words"):
        assert secret not in told


def test_a_provider_that_is_left_alone_is_not_asked_and_says_for_how_long(
    ask: Ask, model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(rate_limited("30"), answers({"words": 8}))
    ask()
    found = ask()
    assert (found.kind, found.asked, found.usage) == (FaultKind.RATE_LIMITED, False, NOTHING)
    assert found.retry_after is not None
    assert timedelta(seconds=25) < found.retry_after <= timedelta(seconds=30)
    assert str(found).startswith(
        "House models is left alone for now (model small-1): too many requests. Try again in "
    )
    assert len(model_server.calls) == 1
    clock.advance(timedelta(seconds=31))
    assert model_ask(model, question()).model == "small-1"
    assert not Breaker.objects.filter(open_until__isnull=False).exists()
