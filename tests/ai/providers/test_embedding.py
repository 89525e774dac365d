"""Vectors by a model: in their order, of one length, all of them numbers, or a fault."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from nessos.ai.answers import Usage
from nessos.ai.providers.embedding import embeddings_ask
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import ServedModel
from tests.ai.model_server import Body, ModelServer, body_of, drips, embeds, rate_limited

TIMEOUT = timedelta(seconds=10)


def test_each_text_has_its_vector_in_as_many_requests_as_needed(
    model: ServedModel, model_server: ModelServer
) -> None:
    model.provider.batch_size = 3
    model_server.always(embeds())
    vectors, usage = embeddings_ask(
        model, ["a" * length for length in range(1, 8)], dimensions=4, timeout=TIMEOUT
    )
    assert vectors == [[float(length), 0, 0, 0] for length in range(1, 8)]
    assert usage == Usage(input_tokens=21)
    assert [call.path for call in model_server.calls] == ["/v1/embeddings"] * 3
    assert model_server.calls[0].body == {
        "model": "small-1",
        "input": ["a", "aa", "aaa"],
        "encoding_format": "float",
        "dimensions": 4,
    }


def test_a_model_of_one_length_is_not_told_which(model: ServedModel, model_server: ModelServer) -> None:
    model.takes_dimensions = False
    model_server.will(embeds())
    embeddings_ask(model, ["a"], dimensions=8, timeout=TIMEOUT)
    assert "dimensions" not in model_server.calls[0].body


def test_without_texts_nobody_is_asked(model: ServedModel, model_server: ModelServer) -> None:
    assert embeddings_ask(model, [], dimensions=8, timeout=TIMEOUT) == ([], Usage())
    assert not model_server.calls


def vectors(*pairs: tuple[int, list[Any]]) -> Callable[[Body], list[Any]]:
    return lambda _body: [{"index": index, "embedding": numbers} for index, numbers in pairs]


@pytest.mark.parametrize(
    ("made", "detail"),
    [
        (vectors((0, [1, 2])), "it made 1 vectors of 2 texts"),
        (vectors((0, [1, 2]), (0, [1, 2])), "it made 2 vectors of 2 texts"),
        (vectors((0, [1, 2]), (1, [1, 2, 3])), "its vectors have 3 numbers instead of 2"),
        (vectors((0, [1, 2]), (1, [1, float("nan")])), "its vectors hold what is no number"),
        (vectors((0, [1, 2]), (1, [1, float("inf")])), "its vectors hold what is no number"),
        (vectors((0, [1, 2]), (1, ["x", 2])), "its answer is not of OpenAI's protocol"),
    ],
)
def test_vectors_that_do_not_fit_are_a_fault(
    model: ServedModel, model_server: ModelServer, made: Callable[[Body], list[Any]], detail: str
) -> None:
    model_server.will(embeds(made))
    with pytest.raises(ModelFault) as error:
        embeddings_ask(model, ["a", "b"], dimensions=2, timeout=TIMEOUT)
    assert error.value.kind == FaultKind.SERVER
    assert str(error.value) == (
        f"House models failed to answer (model small-1): {detail}. Try again later, "
        "or give the agent another model."
    )


def test_faults_are_those_of_questions(model: ServedModel, model_server: ModelServer) -> None:
    model_server.will(embeds(), rate_limited("7"))
    model.provider.batch_size = 1
    with pytest.raises(ModelFault) as error:
        embeddings_ask(model, ["a", "b"], dimensions=8, timeout=TIMEOUT)
    assert (error.value.kind, error.value.usage) == (FaultKind.RATE_LIMITED, Usage(input_tokens=3))
    with pytest.raises(ModelFault) as error:
        embeddings_ask(model, ["a"], dimensions=8, timeout=TIMEOUT)
    assert not error.value.asked


def test_all_requests_together_end_in_time(model: ServedModel, model_server: ModelServer) -> None:
    model.provider.batch_size = 1
    model_server.will(embeds(), drips())
    with pytest.raises(ModelFault) as error:
        embeddings_ask(model, ["a", "b"], dimensions=8, timeout=timedelta(seconds=1))
    assert error.value.kind == FaultKind.TIMEOUT


def test_an_answer_without_vectors_is_a_fault(model: ServedModel, model_server: ModelServer) -> None:
    model_server.will(body_of({"object": "list"}))
    with pytest.raises(ModelFault) as error:
        embeddings_ask(model, ["a"], dimensions=8, timeout=TIMEOUT)
    assert "it made 0 vectors of 1 texts" in str(error.value)
