"""The way in: the root, the language, the browser's icon."""

import pytest
from django.test import Client


def test_the_root_leads_to_the_desk() -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/app/")


def test_the_icon_is_found_where_browsers_look() -> None:
    assert Client().get("/favicon.ico")["Location"] == "/static/favicon.svg"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/"])
def test_the_language_switch_sends_nobody_elsewhere(target: str) -> None:
    answer = Client().post("/i18n/setlang/", {"language": "en", "next": target})
    assert answer["Location"] == "/"
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_a_page_without_an_address_says_so_in_portuguese() -> None:
    answer = Client(headers={"Accept-Language": "pt-BR"}).get("/nowhere/")
    assert answer.status_code == 404
    assert '<html lang="pt-br">' in answer.content.decode()
