"""What the house knows is found by what it says, by whoever may read it, and only as it stands now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from fin.models import Client, Contract
from gov.models import Policy, PolicyVersion
from growth.models import Case
from jur.models import LegalDocument
from nessos.ai.knowledge.embedding import embedder_name
from nessos.ai.knowledge.indexing import documents_check, knowledge_index
from nessos.ai.knowledge.searching import Found, knowledge_search
from nessos.ai.models import Chunk, Document, EmbeddingSpace
from nessos.kernel import clock
from nessos.workers.duties import duties
from ops.models import Playbook

pytestmark = pytest.mark.django_db


def make_playbook(title: str, text: str = "", *tags: str) -> Playbook:
    return Playbook.objects.create(title=title, content_markdown=text, tags=list(tags))


def found(query: str, user: Any = None, **asked: Any) -> list[Found]:
    return knowledge_search(query=query, user=user, **asked)


def titles(query: str, user: Any = None, **asked: Any) -> list[str]:
    return [item.title for item in found(query, user, **asked)]


@pytest.fixture
def library() -> None:
    make_playbook("Backup diário", "# Rotina\n\nAs cópias dos servidores saem toda noite.", "infra")
    make_playbook("Cobrança", "Lembre o cliente do boleto vencido. Depois de 45 dias, negative.")
    Case.objects.create(title="Padaria Alvorada", summary="Migramos a padaria para a nuvem em 3 dias.")
    LegalDocument.objects.create(
        title="Contrato Clínica Vida", content_text="CLÁUSULA 7. A multa é de 10 %, processo 2026-0042."
    )
    knowledge_index()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("cópia dos servidores", "Backup diário"),
        ("bkp", "Backup diário"),
        ("quem não paga", "Cobrança"),
        ("inadimplentes", "Cobrança"),
        ("migração para cloud", "Padaria Alvorada"),
        ("2026-0042", "Contrato Clínica Vida"),
        ("o que diz o contrato da Clínica Vida", "Contrato Clínica Vida"),
        ("bakup diario", "Backup diário"),
    ],
)
def test_words_notions_numbers_names_and_slips_are_found(library: None, query: str, title: str) -> None:
    assert titles(query)[0] == title


@pytest.mark.parametrize(
    "query", ["girafa no zoológico", "de a o", "", "2031-9999", "'; DROP TABLE x --", "a:* & !b"]
)
def test_where_nothing_fits_nothing_is_answered(library: None, query: str) -> None:
    assert found(query) == []


def test_an_answer_cites_its_piece(library: None) -> None:
    [best, *_rest] = found("cópias toda noite")
    playbook = Playbook.objects.get(title="Backup diário")
    assert (best.source, best.object_id, best.heading, best.position) == (
        "ops.Playbook",
        playbook.pk,
        "Rotina",
        0,
    )
    assert best.text == "As cópias dos servidores saem toda noite."
    assert 0 < best.score <= 1


def test_a_changed_text_is_not_quoted_before_it_is_indexed_nor_after(library: None) -> None:
    playbook = Playbook.objects.get(title="Cobrança")
    assert titles("boleto vencido") == ["Cobrança"]
    playbook.content_markdown = "Regue o jardim da sede."
    playbook.save()
    assert "Cobrança" not in titles("boleto vencido")
    knowledge_index()
    assert titles("jardim da sede") == ["Cobrança"]
    assert "Lembre o cliente" not in " ".join(item.text for item in found("boleto vencido"))


def test_a_change_that_kept_its_time_is_not_quoted_and_the_night_mends_it(library: None) -> None:
    row = Playbook.objects.get(title="Cobrança")
    with clock.at(row.updated_at):
        row.content_markdown = "Regue o jardim da sede."
        row.save()
    assert row.updated_at == Document.objects.get(object_id=row.pk).state
    assert "Cobrança" not in titles("boleto vencido")
    assert documents_check() == 1
    assert titles("jardim da sede") == ["Cobrança"]


def test_a_deleted_text_is_gone_at_once(library: None) -> None:
    Playbook.objects.get(title="Cobrança").delete()
    assert "Cobrança" not in titles("boleto vencido")
    knowledge_index()
    assert not Document.objects.exclude(object_id__in=Playbook.objects.values("pk")).filter(
        source="ops.Playbook"
    )


def test_of_a_policy_only_the_version_in_force_is_known() -> None:
    policy = Policy.objects.create(title="Uso de celulares", status=Policy.Status.ACTIVE)
    PolicyVersion.objects.create(policy=policy, content_text="Celulares ficam no armário.")
    knowledge_index()
    assert [item.text for item in found("celulares")] == ["Celulares ficam no armário."]
    later = clock.now() + timedelta(days=9)
    PolicyVersion.objects.create(policy=policy, content_text="Celulares são livres.", effective_at=later)
    knowledge_index()
    assert [item.text for item in found("celulares")] == ["Celulares ficam no armário."]
    PolicyVersion.objects.create(policy=policy, content_text="Celulares só na copa.")
    assert found("celulares") == []
    knowledge_index()
    assert [item.text for item in found("celulares")] == ["Celulares só na copa."]
    policy.status = Policy.Status.DEPRECATED
    policy.save()
    assert found("celulares") == []


def test_each_finds_what_he_may_read(library: None, make_user: Callable[..., Any]) -> None:
    query = "cópia ou multa"
    assert set(titles(query, make_user("jo", "jur"))) == {"Contrato Clínica Vida"}
    assert set(titles(query, make_user("ed", "employee"))) == {"Backup diário"}
    assert titles(query, make_user("nobody")) == []
    assert set(titles(query)) == {"Backup diário", "Contrato Clínica Vida"}


def test_a_permission_that_leaves_one_in_a_hundred_still_fills_the_answer(
    make_user: Callable[..., Any],
) -> None:
    policy = Policy.objects.create(title="Backup", status=Policy.Status.ACTIVE)
    PolicyVersion.objects.create(policy=policy, content_text="\n\n".join(["O backup é diário. " * 55] * 12))
    for number in range(150):
        make_playbook(f"Backup {number}", "O backup é diário.")
    knowledge_index()
    reader = make_user("leitora")
    reader.user_permissions.add(Permission.objects.get(codename="view_policyversion"))
    reader = type(reader).objects.get(pk=reader.pk)
    answers = found("backup diário", reader, limit=10)
    assert [item.source for item in answers] == ["gov.PolicyVersion"] * 10


def test_a_source_may_be_chosen_and_each_text_cited_once(library: None) -> None:
    make_playbook("Longo", "\n\n".join(f"# Parte {n}\nO backup é diário." for n in range(5)))
    knowledge_index()
    assert len([title for title in titles("backup diário") if title == "Longo"]) > 1
    assert sorted(titles("backup diário", one_each=True)) == ["Backup diário", "Longo"]
    assert titles("backup diário", within=["growth.Case"]) == []


def test_a_contract_is_found_by_its_number_and_by_its_client(library: None) -> None:
    client = Client.objects.create(name="Mercado Girassol")
    contract = Contract.objects.create(client=client, number="2026-0777", notes="Suporte 24 horas.")
    knowledge_index()
    assert titles("contrato 2026-0777")[0] == str(contract)
    client.name = "Mercado Violeta"
    client.save()
    assert titles("contrato 2026-0777")[0] == "2026-0777 · Mercado Violeta"
    documents_check()
    assert titles("suporte do Mercado Violeta")[0] == "2026-0777 · Mercado Violeta"


def test_the_workers_index_by_themselves_and_a_second_look_finds_nothing_to_do() -> None:
    make_playbook("Backup diário", "As cópias saem toda noite.")
    assert duties["ai.knowledge_index"].run() == 1
    assert duties["ai.knowledge_index"].run() == 0
    assert titles("cópias")[0] == "Backup diário"


def test_another_embedder_builds_a_new_space_and_spaces_do_not_mix(library: None) -> None:
    old = EmbeddingSpace.objects.get()
    EmbeddingSpace.objects.update(embedder="offline 000")
    assert knowledge_index() == Document.objects.count() == 4
    space = EmbeddingSpace.objects.get()
    assert (space.embedder, space.status) == (embedder_name(), "serving")
    assert space.pk != old.pk
    assert not Chunk.objects.exclude(space=space).exists()
    assert titles("cópias")[0] == "Backup diário"


def test_while_a_space_is_built_the_old_one_answers(library: None) -> None:
    building = EmbeddingSpace.objects.create(embedder="another", status=EmbeddingSpace.Status.BUILDING)
    serving = Document.objects.filter(source="ops.Playbook").first()
    assert serving is not None
    Document.objects.create(
        space=building,
        source=serving.source,
        object_id=serving.object_id,
        state=serving.state,
        content_hash=serving.content_hash,
        about_hash="",
    )
    assert titles("cópia dos servidores")[0] == "Backup diário"


def test_a_house_that_outgrew_its_weights_learns_them_anew() -> None:
    knowledge_index()
    first = EmbeddingSpace.objects.get()
    for number in range(30):
        make_playbook(f"Roteiro {number}", "Roteiro de sempre.")
    knowledge_index()
    space = EmbeddingSpace.objects.get()
    assert (first.learned_from, space.learned_from) == (0, 30)
    assert titles("roteiro 7")[0] == "Roteiro 7"


def test_the_command_indexes_and_rebuilds(capsys: pytest.CaptureFixture[str]) -> None:
    make_playbook("Backup diário", "As cópias saem toda noite.")
    call_command("knowledge", "index")
    call_command("knowledge", "index")
    call_command("knowledge", "rebuild")
    assert capsys.readouterr().out == "1 texts indexed.\n0 texts indexed.\n1 texts indexed.\n"
    assert titles("cópias") == ["Backup diário"]
