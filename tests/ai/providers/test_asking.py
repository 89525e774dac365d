"""A question to a model over real HTTP: what is sent, what comes back, and one chance to mend it."""

from decimal import Decimal
from typing import Any

import pytest

from nessos.ai.answers import Usage
from nessos.ai.providers.asking import Message
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import cost_of
from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from tests.ai.model_server import ModelServer, answers, fault, fenced, truncated
from tests.ai.providers.conftest import ASKED, SECRET, Counted, QuestionMaker


class TooManyError(NessosError):
    sentence = "There are %(words)s words in it. Count again."


class Free(Contract):
    facts: dict[str, str]


def few_accept(answer: Contract) -> None:
    assert isinstance(answer, Counted)
    if answer.words > 50:
        raise TooManyError(words=answer.words)


def test_an_answer_of_the_contract_comes_back_with_what_it_used(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(answers({"words": 8, "why": "counted"}, input_tokens=40, output_tokens=9))
    answer = model_ask(model, question())
    assert answer.value == Counted(words=8, why="counted")
    assert (answer.usage, answer.model) == (Usage(input_tokens=40, output_tokens=9), "small-1")
    assert (answer.repaired, answer.estimated) == (False, False)
    assert cost_of(model, answer.usage) == Decimal("0.000152")


def test_the_server_is_sent_the_question_the_schema_and_nothing_of_the_environment(
    model: ServedModel,
    model_server: ModelServer,
    question: QuestionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-account")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-another-account")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    model_server.will(answers({"words": 8}))
    model_ask(model, question())
    [call] = model_server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["authorization"] == f"Bearer {SECRET}"
    assert not [name for name in call.headers if name.startswith("openai-")]
    assert call.body == {
        "model": "small-1",
        "messages": [
            {"role": "system", "content": "Count the words."},
            {"role": "user", "content": ASKED},
        ],
        "max_completion_tokens": 300,
        "store": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "Counted",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {
                        "words": {"type": "integer", "description": "(minimum 0, maximum 100)"},
                        "why": {"type": "string", "description": "(maxLength 20)"},
                    },
                    "required": ["words", "why"],
                    "additionalProperties": False,
                },
            },
        },
    }


@pytest.mark.parametrize(("structured", "form"), [("json_object", {"type": "json_object"}), ("text", None)])
def test_a_server_that_knows_no_schema_is_told_it_in_words(
    model: ServedModel,
    model_server: ModelServer,
    question: QuestionMaker,
    structured: str,
    form: dict[str, str] | None,
) -> None:
    model.provider.structured, model.provider.takes_store = structured, False
    model.provider.length_field = "max_tokens"
    model_server.will(fenced({"words": 8}))
    assert model_ask(model, question(max_output_tokens=9_000)).value == Counted(words=8)
    body = model_server.calls[0].body
    assert body.get("response_format") == form
    assert "store" not in body
    assert (body["max_tokens"], "max_completion_tokens" in body) == (4096, False)
    first, second = body["messages"]
    assert first["role"] == "system"
    assert first["content"].startswith(
        "Count the words.\n\nAnswer with one JSON object and nothing else, of this JSON Schema:\n{"
    )
    assert '"maximum": 100' in first["content"]
    assert second == {"role": "user", "content": ASKED}


def test_a_contract_with_free_keys_is_asked_for_in_words(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(answers({"facts": {"rent": "900"}}))
    told = (Message(role="user", text="Which facts?"),)
    assert model_ask(model, question(answer=Free, messages=told)).value == Free(facts={"rent": "900"})
    body = model_server.calls[0].body
    assert body["response_format"] == {"type": "json_object"}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "said",
    [
        '```json\n{"words": 8}\n```',
        'Of course!\n```\n{"words": 8}\n```\nAnything else?',
        '<think>Eight {or} nine?</think>\n{"words": 8}',
        ' \n{"words": 8, "why": "a ``` in it"}',
    ],
)
def test_what_stands_around_the_json_is_taken_off(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker, said: str
) -> None:
    model_server.will(answers(said))
    answer = model_ask(model, question())
    assert isinstance(answer.value, Counted)
    assert (answer.value.words, answer.repaired) == (8, False)


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        (
            answers("Eight words."),
            "It is not JSON that can be read. Answer with one JSON object and nothing else.",
        ),
        (answers(""), "It is not JSON that can be read. Answer with one JSON object and nothing else."),
        (
            answers('{"words": 1e999}'),
            "It is not JSON that can be read. Answer with one JSON object and nothing else.",
        ),
        (
            answers('{"words": 8, "why": "\\u0000"}'),
            "It is not JSON that can be read. Answer with one JSON object and nothing else.",
        ),
        (
            answers("[" * 100_000),
            "It is not JSON that can be read. Answer with one JSON object and nothing else.",
        ),
        (truncated(), "It was cut off for its length. Answer with the same in fewer words."),
        (
            answers({"words": 800, "tone": "kind"}),
            (
                "It does not fit the schema:\n- words: Input should be less than or equal to 100\n"
                "- tone: Extra inputs are not permitted"
            ),
        ),
        (answers({"words": 51}), "There are 51 words in it. Count again."),
    ],
)
def test_an_answer_that_cannot_be_used_is_shown_to_the_model_once(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker, bad: Any, shown: str
) -> None:
    model_server.will(bad, answers({"words": 8}, input_tokens=50, output_tokens=5))
    answer = model_ask(model, question(check=few_accept))
    assert (answer.value, answer.repaired) == (Counted(words=8), True)
    assert answer.usage == Usage(input_tokens=61, output_tokens=12)
    first, second = model_server.calls
    assert second.body["messages"][:2] == first.body["messages"]
    said, told = second.body["messages"][2:]
    assert said["role"] == "assistant"
    assert told == {
        "role": "user",
        "content": f"Your answer cannot be used. {shown}\n\n"
        "Answer the same question again, whole, corrected, and with nothing else.",
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Marina has eight.", "it is not JSON"),
        ('{"words": 800}', "words: Give 100 or less"),
        ('{"words": 8, "Marina Prado": 1}', "it does not fit the schema"),
        ('{"words": 70}', "it did not pass the house's own check"),
    ],
)
def test_a_second_one_that_cannot_be_used_is_a_fault_that_repeats_nothing_of_it(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker, said: str, told: str
) -> None:
    model_server.always(answers(said))
    with pytest.raises(ModelFault) as error:
        model_ask(model, question(check=few_accept))
    assert error.value.kind == FaultKind.OUTPUT_INVALID
    assert error.value.usage == Usage(input_tokens=22, output_tokens=14)
    assert not error.value.permanent
    assert str(error.value) == (
        f"The model small-1 of House models answered, twice, in a form that cannot be used: {told}. "
        "Nothing was done with it. Ask again, or give the agent another model."
    )
    assert len(model_server.calls) == 2


def test_a_fault_of_the_repair_counts_what_the_first_answer_used(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(answers("Eight."), fault(503))
    with pytest.raises(ModelFault) as error:
        model_ask(model, question())
    assert (error.value.kind, error.value.usage) == (
        FaultKind.SERVER,
        Usage(input_tokens=11, output_tokens=7),
    )


def test_a_server_that_does_not_say_what_was_used_is_estimated(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(answers('{"words": 8}', usage=False))
    answer = model_ask(model, question())
    assert answer.estimated
    assert answer.usage == Usage(input_tokens=6 + 14, output_tokens=4)


def test_characters_that_cannot_be_written_are_replaced(
    model: ServedModel, model_server: ModelServer, question: QuestionMaker
) -> None:
    model_server.will(answers({"words": 1}))
    model_ask(model, question(messages=(Message(role="user", text="a\ud800\x00b"),)))
    assert model_server.calls[0].body["messages"] == [{"role": "user", "content": "a\ufffd\ufffdb"}]
