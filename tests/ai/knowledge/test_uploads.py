"""Documents come in, are read by a worker, found by whoever may, and gone when they are gone."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psutil
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nessos.ai.knowledge.indexing import knowledge_index
from nessos.ai.knowledge.searching import knowledge_search
from nessos.ai.knowledge.uploads.errors import SameFileError, UploadFaultError
from nessos.ai.knowledge.uploads.extracting import document_read_next, text_extract
from nessos.ai.knowledge.uploads.kinds import Fault
from nessos.ai.knowledge.uploads.models import UploadedDocument, UploadedFile
from nessos.ai.knowledge.uploads.services import (
    document_archive,
    document_claim,
    document_finish,
    document_replace,
    document_retry,
    document_upload,
)
from nessos.kernel import clock
from tests.ai.knowledge import files
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db
Maker = Callable[..., Any]
UPLOAD = "/app/knowledge/upload/"


@pytest.fixture
def root(make_user: Maker) -> Any:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def desk(root: Any) -> EnglishBrowser:
    browser = EnglishBrowser()
    browser.force_login(root)
    return browser


def take(
    user: Any, text: str = "O foro é o de Niterói.", name: str = "foro.txt", **said: Any
) -> UploadedDocument:
    return document_upload(name=name, content=text.encode(), user=user, **said)


def work() -> None:
    """What workers do."""
    while document_read_next():
        pass
    knowledge_index()


def titles(query: str, user: Any = None) -> list[str]:
    return [item.title for item in knowledge_search(query=query, user=user)]


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_what_is_uploaded_is_found_with_its_title_tags_and_page(root: Any) -> None:
    document = document_upload(
        name="Contrato Alfa.pdf",
        content=files.pdf_make("Nada aqui.", "A multa rescisoria equivale a tres mensalidades."),
        user=root,
        tags=["jurídico"],
    )
    assert titles("multa rescisória") == []
    work()
    [found] = knowledge_search(query="multa rescisória", user=root)
    assert (found.title, found.heading, found.object_id) == ("Contrato Alfa", "p. 2", document.pk)
    assert set(titles("jurídico")) == {"Contrato Alfa"}


def test_who_is_not_in_the_group_finds_and_reads_nothing_of_it(root: Any, make_user: Maker) -> None:
    document = take(root, groups=[Group.objects.get(name="jur")])
    work()
    inside, outside = make_user("jo", "jur"), make_user("ed", "employee")
    assert titles("foro de Niterói", inside) == ["foro"]
    assert titles("foro de Niterói", outside) == []
    assert titles("foro de Niterói", make_user("nobody")) == []
    page, download = _addresses(document)
    for person, status in ((inside, 200), (outside, 302)):
        browser = EnglishBrowser()
        browser.force_login(person)
        assert browser.get(page).status_code == status
        assert browser.get(download).status_code in ({200} if status == 200 else {302, 403, 404})
    inside.groups.clear()
    assert titles("foro de Niterói", type(inside).objects.get(pk=inside.pk)) == []


def test_a_document_for_everybody_is_found_by_every_role_and_by_nobody_without_one(
    root: Any, make_user: Maker
) -> None:
    take(root, is_for_everybody=True)
    work()
    for role in ("growth", "ops", "fin", "people", "jur", "gov", "atendimento", "employee"):
        assert titles("foro de Niterói", make_user(f"de-{role}", role)) == ["foro"]
    assert titles("foro de Niterói", make_user("sem-papel")) == []


def test_a_newer_version_takes_the_older_text_away_at_once(root: Any) -> None:
    document = take(root)
    work()
    document_replace(document=document, name="novo.txt", content=b"Arbitragem em Santos.", user=root)
    assert titles("foro de Niterói") == []
    work()
    assert titles("arbitragem em Santos") == ["foro"]
    assert (
        titles("foro de Niterói") == [] or "Niterói" not in knowledge_search(query="foro", user=None)[0].text
    )
    assert list(document.files.values_list("version", flat=True)) == [2, 1]


def test_a_newer_version_that_cannot_be_read_does_not_bring_the_older_text_back(root: Any) -> None:
    document = take(root)
    work()
    document_replace(document=document, name="novo.pdf", content=files.pdf_scanned(), user=root)
    work()
    document.refresh_from_db()
    assert (document.state, document.fault, document.text) == ("failed", "no_text", "")
    assert titles("foro de Niterói") == []


def test_archived_and_deleted_texts_are_found_no_longer(root: Any) -> None:
    first, second = take(root), take(root, "O foro é o de Santos.", "santos.txt")
    work()
    assert set(titles("foro")) == {"foro", "santos"}
    document_archive(document=first)
    assert titles("foro") == ["santos"]
    second.delete()
    assert titles("foro") == []
    assert not UploadedFile.objects.filter(document=second.pk)
    document_archive(document=first, is_archived=False)
    work()
    assert titles("foro") == ["foro"]


def test_the_same_file_is_not_taken_twice(root: Any, make_user: Maker) -> None:
    take(root)
    with pytest.raises(SameFileError) as refused:
        take(root, name="outro nome.txt")
    assert str(refused.value) == "“outro nome.txt” is there already: “foro”. Nothing was uploaded."
    stranger = make_user("ana")
    assert take(stranger).uploaded_by == stranger  # who may not read it is not told of it


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vazio.pdf", b"", "“vazio.pdf” is empty. Choose the file again."),
        (
            "foto.pdf",
            b"\x89PNG\x00",
            "“foto.pdf” is no PDF, DOCX, TXT, MD or HTML. Save it as one of these and upload that.",
        ),
        (
            "grande.txt",
            b"a" * 25_000_001,
            "“grande.txt” is larger than 25 MB. Make it smaller, or cut it into several files.",
        ),
        ("../../etc/passwd\x00.txt", b"", "“passwd\ufffd.txt” is empty. Choose the file again."),
    ],
)
def test_what_cannot_be_taken_in_is_refused_at_the_door(
    root: Any, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(UploadFaultError) as refused:
        document_upload(name=name, content=content, user=root)
    assert str(refused.value) == sentence
    assert not UploadedDocument.objects.exists()


def test_a_document_whose_worker_died_is_read_again_and_given_up_after_three_deaths(root: Any) -> None:
    document = take(root)
    for attempt in (1, 2, 3):
        claimed = document_claim()
        assert claimed is not None
        assert claimed.attempts == attempt
        assert document_claim() is None
        UploadedDocument.objects.update(leased_until=clock.real_now() - timedelta(hours=1))
    assert document_claim() is None
    document.refresh_from_db()
    assert (document.state, document.fault) == ("failed", "lost")
    document_retry(document=document)
    work()
    assert titles("foro") == ["foro"]


def test_who_was_overtaken_writes_nothing(root: Any) -> None:
    document = take(root)
    claimed = document_claim()
    assert claimed is not None
    document_replace(document=document, name="novo.txt", content=b"Arbitragem em Santos.", user=root)
    assert not document_finish(document=claimed, text="Velho.")
    work()
    document.refresh_from_db()
    assert document.text == "Arbitragem em Santos."


def test_several_files_are_uploaded_at_once_and_a_bad_one_stops_no_other(desk: EnglishBrowser) -> None:
    sent = [
        SimpleUploadedFile("a.md", "# Férias\n\nSão trinta dias.".encode()),
        SimpleUploadedFile("b.pdf", b""),
        SimpleUploadedFile("c.html", b"<p>O <script>roubo()</script>ponto abre as nove.</p>"),
    ]
    answer = desk.post(UPLOAD, {"documents": sent, "tags": "rh, rh, ponto", "language": "pt-br"}, follow=True)
    assert told(answer) == [
        "“b.pdf” is empty. Choose the file again.",
        "2 documents were taken in. They are read within seconds.",
    ]
    assert "Waiting to be read." in answer.content.decode()
    work()
    page = desk.get("/app/knowledge/upload/states/").content.decode()
    assert page.count("It is found: 1 piece.") == 2
    assert "hx-trigger" not in page
    assert [row.tags for row in UploadedDocument.objects.all()] == [["rh", "ponto"]] * 2
    assert "roubo" not in "".join(row.text for row in UploadedDocument.objects.all())


def test_what_failed_says_why_on_the_page_and_is_tried_again_by_a_button(desk: EnglishBrowser) -> None:
    desk.post(UPLOAD, {"documents": SimpleUploadedFile("x.pdf", files.pdf_scanned()), "language": "pt-br"})
    work()
    page = desk.get(UPLOAD).content.decode()
    assert "“x.pdf” holds no text: it was scanned, or is made of pictures." in page
    desk.post("/app/knowledge/upload/states/", {"document": str(UploadedDocument.objects.get().pk)})
    assert UploadedDocument.objects.get().state == "waiting"


def test_a_newer_version_is_uploaded_from_the_documents_page(desk: EnglishBrowser, root: Any) -> None:
    document = take(root)
    address = f"{UPLOAD}?replaces={document.pk}"
    assert "A newer version of “foro”" in desk.get(address).content.decode()
    desk.post(address, {"documents": SimpleUploadedFile("v2.txt", b"Foro de Santos.")})
    document.refresh_from_db()
    assert (document.version, document.file_name, document.title) == (2, "v2.txt", "foro")


def test_the_file_is_downloaded_to_be_kept_and_never_shown(desk: EnglishBrowser, root: Any) -> None:
    document = document_upload(
        name="pág.html", content=b"<html><script>alert(1)</script>oi</html>", user=root
    )
    answer = desk.get(_addresses(document)[1])
    assert answer.content == b"<html><script>alert(1)</script>oi</html>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''p%C3%A1g.html"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_only_who_may_upload_sees_the_page(make_user: Maker, root: Any) -> None:
    reader = make_user("ed", "employee")
    browser = EnglishBrowser()
    browser.force_login(reader)
    assert browser.get(UPLOAD).status_code == 403
    assert browser.post(UPLOAD, {"documents": SimpleUploadedFile("a.txt", b"oi")}).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="add_uploadeddocument"))
    assert browser.get(UPLOAD).status_code == 200
    other = take(root, is_for_everybody=True)
    assert browser.post(f"{UPLOAD}?replaces={other.pk}", {}).status_code == 403


@pytest.mark.parametrize("named", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_who_may_only_renew_documents_uploads_no_new_one(make_user: Maker, named: str) -> None:
    renewer = make_user("rui")
    renewer.user_permissions.add(Permission.objects.get(codename="change_uploadeddocument"))
    browser = EnglishBrowser()
    browser.force_login(renewer)
    file = SimpleUploadedFile("a.txt", b"oi")
    assert browser.post(f"{UPLOAD}?replaces={named}", {"documents": file}).status_code == 404
    assert not UploadedDocument.objects.exists()


def test_a_list_of_documents_reads_no_text_and_no_file(desk: EnglishBrowser, root: Any) -> None:
    document = take(root)
    work()
    with CaptureQueriesContext(connection) as listed:
        assert desk.get("/app/ai/uploadeddocument/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(f"/app/ai/uploadeddocument/{document.pk}/delete/").status_code == 200
    assert '"ai_uploadedfile"."content"' not in " ".join(query["sql"] for query in asked)
    assert '"ai_uploadeddocument"."text",' not in " ".join(query["sql"] for query in listed)


def test_a_reader_that_is_killed_in_the_middle_leaves_a_sentence(root: Any) -> None:
    killed: list[int] = []

    def kill(_page: int, _pages: int) -> bool:
        for pid in [] if killed else children_of(os.getpid()):
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        return True

    assert text_extract("pdf", files.pdf_of_long_pages(60), kill) == Fault.TOO_HEAVY
    assert len(killed) == 1


def children_of(parent: int) -> list[int]:
    """Those that read a file."""
    return [
        child.pid
        for child in psutil.Process(parent).children()
        if "nessos.ai.knowledge.uploads.child" in child.cmdline()
    ]


def _addresses(document: UploadedDocument) -> tuple[str, str]:
    page = reverse("admin:ai_uploadeddocument_change", args=[document.pk])
    return page, reverse("admin:ai_uploadeddocument_document_download", args=[document.pk])
