"""A person asks and gets sentences, each with its source, of what he may read; or is told that there is none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from growth.models import Case
from jur.models import LegalDocument
from nessos.ai.knowledge.answering.services import question_answer
from nessos.ai.knowledge.answering.shapes import QuestionAnswered
from nessos.ai.knowledge.indexing import knowledge_index
from nessos.ai.models import AgentCall, Provider, ServedModel
from nessos.ai.routing.checking import Choice
from nessos.ai.routing.services import plan_publish
from nessos.ai.running import agent_run
from nessos.kernel.context import Context, working_for
from ops.models import Playbook
from tests.ai.model_server import ModelServer, answers, fault
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
ASK = "/app/knowledge/"


@pytest.fixture
def library() -> None:
    Playbook.objects.create(
        title="Backup diário",
        content_markdown="# Rotina\n\nAs cópias dos servidores saem toda noite às 23h. Guarde-as por 30 dias.",
    )
    Playbook.objects.create(
        title="Cobrança", content_markdown="Lembre o cliente do boleto. <b>Depois</b> negative."
    )
    LegalDocument.objects.create(title="Contrato Vida", content_text="A multa por rescisão é de 10 %.")
    Case.objects.create(title="Padaria Alvorada", summary="Migramos a padaria para a nuvem em 3 dias.")
    knowledge_index()


@pytest.fixture
def chat(model_server: ModelServer) -> ModelServer:
    provider = Provider.objects.create(name="Nosso", base_url=model_server.url, sees_personal_data=True)
    model = ServedModel.objects.create(provider=provider, name="conversa-1")
    call_command("reference", verbosity=0)
    plan_publish(agent="answer_question", choices=[Choice(place=1, model=model, weight=1)])
    return model_server


def says(*sentences: tuple[str, list[int]]) -> Any:
    return answers({"sentences": [{"text": text, "cites": cites} for text, cites in sentences]})


def ask(user: Any, question: str, **more: Any) -> QuestionAnswered:
    return question_answer(question=question, user=user, **more)


def browse(user: Any) -> EnglishBrowser:
    browser = EnglishBrowser()
    browser.force_login(user)
    return browser


def test_without_a_model_the_best_sentence_is_quoted_with_its_source(library: None, make_user: Maker) -> None:
    answer = ask(make_user("ed", "ops"), "quando saem as cópias dos servidores?")
    assert answer.is_found
    assert [(each.text, each.cites) for each in answer.sentences][:1] == [
        ("As cópias dos servidores saem toda noite às 23h.", [1])
    ]
    assert (answer.citations[0].title, answer.citations[0].heading) == ("Backup diário", "Rotina")


def test_where_nothing_fits_nothing_is_said_and_no_model_is_asked(
    library: None, chat: ModelServer, make_user: Maker
) -> None:
    answer = ask(make_user("ed", "ops"), "girafas no zoológico")
    assert (answer.is_found, answer.sentences, answer.citations) == (False, [], [])
    assert chat.calls == []


def test_without_a_model_a_question_about_something_else_is_not_answered_by_what_came_nearest(
    library: None, make_user: Maker
) -> None:
    answer = ask(make_user("ed", "ops"), "qual o preço da gasolina na Mongólia, em servidores?")
    assert (answer.is_found, answer.sentences) == (False, [])


def test_how_well_a_piece_fits_is_told_by_what_it_holds_and_not_by_its_place(
    library: None, make_user: Maker
) -> None:
    browser = browse(make_user("ed", "ops"))
    page = browser.post(ASK, {"question": "girafas, zebras, leões, tucanos e servidores?"}).content.decode()
    assert "fits very well" not in page


def test_a_models_sentences_are_kept_only_where_the_pieces_hold_them(
    library: None, chat: ModelServer, make_user: Maker
) -> None:
    chat.will(
        says(
            ("As cópias dos servidores saem toda noite às 23h.", [1]),
            ("As cópias saem toda noite às 22h.", [1]),
            ("As cópias ficam em Marte com os astronautas.", [1]),
            ("As cópias dos servidores saem toda noite.", [9]),
            ("As cópias dos servidores saem toda noite.", []),
            ("Veja https://exemplo.example as cópias dos servidores.", [1]),
        )
    )
    answer = ask(make_user("ed", "ops"), "quando saem as cópias dos servidores?")
    assert [each.text for each in answer.sentences] == ["As cópias dos servidores saem toda noite às 23h."]
    assert AgentCall.objects.get(agent="answer_question").model == "conversa-1"


def test_when_no_sentence_of_the_model_holds_it_is_not_found(
    library: None, chat: ModelServer, make_user: Maker
) -> None:
    chat.will(says(("O diretor mora em Paris.", [1])))
    answer = ask(make_user("ed", "ops"), "quando saem as cópias dos servidores?")
    assert (answer.is_found, answer.sentences) == (False, [])
    assert answer.citations[0].title == "Backup diário"


def test_the_model_sees_only_what_the_person_may_read(
    library: None, chat: ModelServer, make_user: Maker
) -> None:
    chat.always(says(("Não sei.", [1])))
    ask(make_user("ed", "employee"), "multa por rescisão ou cópias dos servidores")
    told = str(chat.calls[0].body["messages"])
    assert "toda noite" in told
    assert "10 %" not in told


def test_a_model_that_is_down_leaves_the_quotation(
    library: None, chat: ModelServer, make_user: Maker
) -> None:
    chat.always(fault(500))
    assert ask(make_user("ed", "ops"), "quando saem as cópias dos servidores?").is_found


def test_as_a_step_the_house_itself_asks(library: None) -> None:
    found = agent_run("answer_question", {"question": "qual a multa por rescisão?"}).output
    assert found["sentences"][0]["text"] == "A multa por rescisão é de 10 %."


def test_the_page_answers_with_marked_words_and_a_link(library: None, make_user: Maker) -> None:
    browser = browse(make_user("ed", "ops"))
    assert "Questions are not kept" in browser.get(ASK).content.decode()
    page = browser.post(
        ASK, {"question": "cópias dos servidores"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<mark>cópias</mark> dos <mark>servidores</mark>" in page
    playbook = Playbook.objects.get(title="Backup diário")
    assert f"/app/ops/playbook/{playbook.pk}/change/" in page
    assert "fits very well" in page
    whole = browser.post(ASK, {"question": "cópias dos servidores"}).content.decode()
    assert "<html" in whole
    assert "<mark>cópias</mark>" in whole


def test_what_a_text_holds_is_shown_as_text(library: None, make_user: Maker) -> None:
    page = browse(make_user("ed", "ops")).post(ASK, {"question": "boleto do cliente <i>"}).content.decode()
    assert "&lt;b&gt;Depois&lt;/b&gt;" in page
    assert "boleto do cliente &lt;i&gt;" in page


def test_what_is_not_found_says_where_it_was_looked_for_and_what_to_do(
    library: None, make_user: Maker
) -> None:
    page = (
        browse(make_user("ed", "employee")).post(ASK, {"question": "girafas no zoológico"}).content.decode()
    )
    text = " ".join(page.split())
    assert "Nothing that you may read answers this. Looked in: " in text
    assert "Playbooks" in text
    assert "Ask in other words, name a number or a client" in text
    assert (
        "Write a question." in browse(make_user("ana", "ops")).post(ASK, {"question": " "}).content.decode()
    )


def test_only_chosen_sources_are_looked_in_and_never_those_that_he_may_not_read(
    library: None, make_user: Maker
) -> None:
    person = make_user("gi", "growth")
    browser = browse(person)
    for question, is_there in (("padaria na nuvem", True), ("cópias dos servidores", False)):
        page = browser.post(ASK, {"question": question, "source": ["growth.Case"]}).content.decode()
        assert ("Padaria Alvorada" in page) is is_there
        assert "Backup diário" not in page
    hidden = browser.post(ASK, {"question": "multa por rescisão", "source": ["jur.LegalDocument"]})
    assert "10 %" not in hidden.content.decode()


def test_who_may_read_nothing_has_no_page_and_no_entry(make_user: Maker) -> None:
    browser = browse(make_user("nobody"))
    assert browser.get(ASK).status_code == 403
    assert ASK not in browser.get("/app/").content.decode().replace(f"{ASK}index", "")
    assert Client().get(ASK).status_code == 302


def test_the_api_answers_with_citations(library: None, api: Maker) -> None:
    answer = api("ops").post(
        "/api/v1/knowledge/search/",
        {"query": "cópias dos servidores", "limit": 1, "sources": ["ops.Playbook"]},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.json()
    [found] = answer.json()["results"]
    assert (found["source"], found["title"], found["heading"], found["position"]) == (
        "ops.Playbook", "Backup diário", "Rotina", 0,
    )  # fmt: skip
    assert answer.json()["note"] == ""


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ({}, "query", "This field is required."),
        ({"query": "a", "limit": 51}, "limit", "Ensure this value is less than or equal to 50."),
        ({"query": "a", "answer": True}, "answer", "There is no such field here."),
    ],
)
def test_the_api_tells_what_is_wrong(body: Any, path: str, message: str, api: Maker) -> None:
    answer = api("ops").post("/api/v1/knowledge/search/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": path, "message": message}]


def test_the_api_gives_nobody_what_he_may_not_read(library: None, api: Maker) -> None:
    for role, count in (("jur", 1), ("employee", 0)):
        answer = api(role).post(
            "/api/v1/knowledge/search/", {"query": "multa por rescisão"}, content_type="application/json"
        )
        assert len(answer.json()["results"]) == count
    unknown = api("gov").post(
        "/api/v1/knowledge/search/", {"query": "a", "sources": ["x.Y"]}, content_type="application/json"
    )
    assert unknown.json()["errors"][0]["message"].startswith("There is no source x.Y. There are: ")


def test_who_is_gone_reads_nothing_more(library: None) -> None:
    with working_for(Context(actor_id=999_999)):
        answer = agent_run("answer_question", {"question": "quando saem as cópias dos servidores?"})
    assert answer.output["is_found"] is False
    assert answer.output["citations"] == []
