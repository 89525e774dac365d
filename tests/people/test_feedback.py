"""360° feedback: about another, from one to five, read by its author; its subject sees averages."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from nessos.web.access import visible
from people.models import Feedback360
from people.selectors import feedback_average, feedback_averages
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def make_feedback(subject: Any, rater: Any, score: int = 4, criteria: str = "Clareza") -> Feedback360:
    return Feedback360.objects.create(subject=subject, rater=rater, score=score, criteria=criteria)


def sign_in(user: Any) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(user)
    return browser


def test_nobody_grades_himself(make_user: UserMaker) -> None:
    ana = make_user("ana")
    with pytest.raises(IntegrityError, match="people_feedback_about_another"), transaction.atomic():
        make_feedback(ana, ana)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_lies_between_one_and_five(score: int, make_user: UserMaker) -> None:
    with pytest.raises(IntegrityError, match="people_feedback_score_range"), transaction.atomic():
        make_feedback(make_user("ana"), make_user("bruno"), score=score)


def test_averages_are_per_subject_and_to_two_decimals(make_user: UserMaker) -> None:
    ana, bruno, caio = (make_user(name) for name in ("ana", "bruno", "caio"))
    for score in (4, 4, 5):
        make_feedback(ana, bruno, score)
    make_feedback(ana, caio, 2, criteria="Prazo")
    make_feedback(bruno, ana, 1)
    assert feedback_average(subject=ana) == Decimal("3.75")
    assert feedback_averages(subject=ana) == {"Clareza": Decimal("4.33"), "Prazo": Decimal("2.00")}
    assert feedback_average(subject=caio) is None


def test_feedback_is_read_by_its_author_and_by_people_and_not_by_its_subject(make_user: UserMaker) -> None:
    ana, bruno, people = (
        make_user("ana", "employee"),
        make_user("bruno", "employee"),
        make_user("p", "people"),
    )
    feedback = make_feedback(subject=ana, rater=bruno)
    assert list(visible(bruno, Feedback360.objects.all())) == [feedback]
    assert list(visible(people, Feedback360.objects.all())) == [feedback]
    assert list(visible(ana, Feedback360.objects.all())) == []


def test_the_form_takes_the_one_who_fills_it_in_for_the_author(make_user: UserMaker) -> None:
    ana, bruno = make_user("ana", "employee"), make_user("bruno", "employee", is_staff=True)
    form = {"subject": str(ana.pk), "criteria": "Clareza", "score": "5", "comment": "Explica bem."}
    answer = sign_in(bruno).post("/app/people/feedback360/add/", form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert Feedback360.objects.get().rater == bruno


def test_the_subject_sees_the_average_on_the_first_page(make_user: UserMaker) -> None:
    ana, bruno = make_user("ana", "employee"), make_user("bruno", "employee")
    make_feedback(subject=ana, rater=bruno, score=4)
    page = sign_in(ana).get("/app/").content.decode()
    assert "4.00 of 5" in page
    assert "4.00 of 5" not in sign_in(bruno).get("/app/").content.decode()
