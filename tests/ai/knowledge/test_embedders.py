"""Vectors by a model: bought once, never mixed with others, and never missed by whoever asks."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from nessos.ai.knowledge.analysing import stems_of
from nessos.ai.knowledge.columns import DIMENSIONS
from nessos.ai.knowledge.embedders import vector_fit
from nessos.ai.knowledge.indexing import knowledge_index, knowledge_rebuild
from nessos.ai.knowledge.searching import knowledge_ask
from nessos.ai.knowledge.services import EmbedderNotOfferedError, embedder_choose, rebuild_ask
from nessos.ai.models import AgentCall, Chunk, Document, EmbedderChoice, EmbeddingSpace, Provider, ServedModel
from nessos.kernel import clock
from ops.models import Playbook
from tests.ai.model_server import Body, ModelServer, embeds, fault, key_refused, rate_limited
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def vector_of(text: str, length: int = DIMENSIONS) -> list[float]:
    """A small model of meaning: words hashed into places."""
    made = [0.0] * length
    for stem in stems_of(text):
        made[int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=4).digest()) % length] += 1.0
    return made if any(made) else [1.0, *made[1:]]


def means(length: int = DIMENSIONS) -> Callable[[Body], list[Any]]:
    def made(body: Body) -> list[Any]:
        return [{"index": at, "embedding": vector_of(text, length)} for at, text in enumerate(body["input"])]

    return made


@pytest.fixture
def model(model_server: ModelServer) -> ServedModel:
    provider = Provider.objects.create(
        name="Nosso servidor", base_url=model_server.url, sees_personal_data=True, batch_size=4
    )
    return ServedModel.objects.create(
        provider=provider, name="vetores-1", kind="embedding", input_price=Decimal(1_000)
    )


@pytest.fixture
def library() -> None:
    for number in range(6):
        Playbook.objects.create(
            title=f"Roteiro {number}", content_markdown=f"Passo da área {number}, sempre igual."
        )
    Playbook.objects.create(
        title="Backup diário", content_markdown="As cópias dos servidores saem toda noite."
    )
    knowledge_index()


def spaces() -> list[tuple[str, bool]]:
    return [(space.status, space.served_model is not None) for space in EmbeddingSpace.objects.all()]


def test_a_chosen_model_builds_a_space_beside_and_then_answers(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    assert knowledge_index() == 7
    assert spaces() == [("serving", True)]
    assert not Chunk.objects.exclude(space__served_model=model)
    answered = knowledge_ask(query="cópias dos servidores", user=None)
    assert [item.title for item in answered.found] == ["Backup diário"]
    assert answered.fault == ""
    assert model_server.calls[-1].body["input"] == ["cópias dos servidores"]
    calls = AgentCall.objects.filter(agent="embeddings")
    assert set(calls.values_list("outcome", flat=True)) == {"answered"}
    assert calls.aggregate(cost=Sum("cost"))["cost"] > 0


def test_a_fault_in_the_middle_leaves_the_old_space_serving_and_what_was_made_is_not_bought_again(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.will(embeds(means()), rate_limited("30"))
    model_server.always(embeds(means()))
    for playbook in Playbook.objects.all()[:2]:  # larger than one call: each goes by itself
        playbook.content_markdown = "\n\n".join(
            f"Parte {n} do texto. " + "Palavra. " * 120 for n in range(130)
        )
        playbook.save()
    knowledge_index()
    embedder_choose(model=model.pk)
    Provider.objects.update(batch_size=256)
    knowledge_index()
    assert sorted(spaces()) == [("building", True), ("serving", False)]
    built = Document.objects.filter(space__status="building").count()
    assert built > 0
    choice = EmbedderChoice.objects.get()
    assert choice.fault.startswith("Nosso servidor takes no more requests for now (model vetores-1).")
    assert choice.resume_at is not None
    assert knowledge_ask(query="cópias dos servidores", user=None).found
    asked = len(model_server.calls)
    assert knowledge_index() == 0
    assert len(model_server.calls) == asked  # not before its time
    with clock.at(choice.resume_at + timedelta(minutes=1)):
        assert knowledge_index() == 7 - built
    assert spaces() == [("serving", True)]
    assert EmbedderChoice.objects.get().fault == ""


def test_while_the_model_is_down_words_alone_answer_and_say_so(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    knowledge_index()
    model_server.always(key_refused())
    answered = knowledge_ask(query="cópias dos servidores", user=None)
    assert [item.title for item in answered.found] == ["Backup diário"]
    assert answered.fault.startswith("Nosso servidor cannot be asked with the key it was given")


def test_a_text_that_is_written_while_the_model_is_down_is_found_by_its_words_and_gets_its_vectors_later(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    knowledge_index()
    model_server.will(fault(500))
    Playbook.objects.create(title="Férias", content_markdown="Peça as férias com trinta dias.")
    assert knowledge_index() == 1
    assert [item.title for item in knowledge_ask(query="pedir férias", user=None).found] == ["Férias"]
    assert Document.objects.filter(has_vectors=False).count() == 1
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert knowledge_index() == 1
    assert not Document.objects.filter(has_vectors=False)


def test_rebuilding_with_the_same_model_buys_nothing_twice(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    knowledge_index()
    old, asked = EmbeddingSpace.objects.get(), len(model_server.calls)
    rebuild_ask()
    assert knowledge_index() == 7
    assert EmbeddingSpace.objects.get().pk != old.pk
    assert len(model_server.calls) == asked
    assert knowledge_rebuild() == 7
    assert len(model_server.calls) == asked


def test_going_back_to_the_houses_own_embedder_asks_nobody(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    knowledge_index()
    asked = len(model_server.calls)
    embedder_choose(model=None)
    knowledge_index()
    assert spaces() == [("serving", False)]
    assert len(model_server.calls) == asked
    assert knowledge_ask(query="bkp", user=None).found[0].title == "Backup diário"


def test_a_provider_that_may_not_see_personal_data_is_not_offered_nor_asked(
    library: None, model: ServedModel, model_server: ModelServer, make_user: Any
) -> None:
    Provider.objects.update(sees_personal_data=False)
    with pytest.raises(EmbedderNotOfferedError):
        embedder_choose(model=model.pk)
    Provider.objects.update(sees_personal_data=True)
    model_server.always(embeds(means()))
    embedder_choose(model=model.pk)
    knowledge_index()
    Provider.objects.update(sees_personal_data=False)
    asked = len(model_server.calls)
    answered = knowledge_ask(query="cópias dos servidores", user=None)
    assert [item.title for item in answered.found] == ["Backup diário"]
    assert "may not be asked for vectors" in answered.fault
    assert len(model_server.calls) == asked


def test_a_model_whose_vectors_have_a_length_of_their_own_is_used_all_the_same(
    library: None, model: ServedModel, model_server: ModelServer
) -> None:
    ServedModel.objects.update(takes_dimensions=False)
    model_server.always(embeds(means(768)))
    embedder_choose(model=model.pk)
    knowledge_index()
    assert spaces() == [("serving", True)]
    assert knowledge_ask(query="cópias dos servidores", user=None).found[0].title == "Backup diário"


@pytest.mark.parametrize("length", [3, DIMENSIONS, 1_536])
def test_a_vector_of_any_length_keeps_what_it_is_like(length: int) -> None:
    left, right = (
        vector_fit(vector_of("cópia dos servidores", length)),
        vector_fit(vector_of("cópia", length)),
    )
    assert len(left) == DIMENSIONS
    assert sum(value * value for value in left) == pytest.approx(1)
    assert sum(one * other for one, other in zip(left, right, strict=True)) > 0.4


def test_the_index_has_a_page_with_its_spaces_its_sources_and_what_went_wrong(
    library: None, model: ServedModel, model_server: ModelServer, make_user: Any
) -> None:
    browser = EnglishBrowser()
    browser.force_login(make_user("root", is_superuser=True, is_staff=True))
    page = browser.get("/app/knowledge/index/").content.decode()
    assert "Nosso servidor · vetores-1" in page
    assert "7 of" in page
    model_server.always(rate_limited("30"))
    browser.post("/app/knowledge/index/", {"do": "choose", "model": str(model.pk)})
    knowledge_index()
    page = browser.get("/app/knowledge/index/").content.decode()
    assert "takes no more requests for now" in page
    assert "being built" in page
    browser.post("/app/knowledge/index/", {"do": "rebuild"})
    assert EmbedderChoice.objects.get().rebuild_asked_at
    answer = browser.post("/app/knowledge/index/", {"do": "choose", "model": "x"}, follow=True)
    assert "This model cannot be chosen" in answer.content.decode()


def test_the_page_is_for_administrators(make_user: Any) -> None:
    browser = EnglishBrowser()
    browser.force_login(make_user("ed", "employee"))
    assert browser.get("/app/knowledge/index/").status_code == 403
    assert browser.post("/app/knowledge/index/", {"do": "rebuild"}).status_code == 403
