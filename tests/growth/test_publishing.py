"""Cases become drafts, and drafts become posts when somebody publishes them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from growth.errors import CaseWithoutMaterialError
from growth.models import Case, Post
from growth.services import case_to_post_draft, post_publish
from nessos.eventlog.models import ModuleEvent
from ops.models import Playbook

pytestmark = pytest.mark.django_db


def make_case(**fields: Any) -> Case:
    return Case.objects.create(**{"title": "Padaria Alvorada sem paradas", **fields})


def events_of(row: Case | Post) -> list[str]:
    rows = ModuleEvent.objects.filter(entity_id=str(row.pk)).order_by("id")
    return [row.event_type for row in rows]


def test_each_save_of_a_case_is_announced(api: Callable[..., Browser], playbook: Playbook) -> None:
    browser = api("growth")
    body = {"title": "Padaria Alvorada", "raw_data": "120 dias sem parar.", "playbook": str(playbook.pk)}
    made = browser.post("/api/v1/cases/", body, content_type="application/json").json()
    case = Case.objects.get(pk=made["id"])
    browser.patch(f"/api/v1/cases/{case.pk}/", {"summary": "Sem paradas."}, content_type="application/json")
    case.save()
    assert events_of(case) == ["case.saved", "case.saved", "case.saved"]
    [*_first, last] = ModuleEvent.objects.filter(entity_id=str(case.pk)).order_by("id")
    assert last.payload["playbook"] == str(playbook.pk)
    assert made.keys() <= last.payload.keys()


def test_a_case_becomes_a_draft_that_carries_its_playbook(playbook: Playbook) -> None:
    case = make_case(raw_data="120 dias sem parar.", summary="Sem paradas desde março.", playbook=playbook)
    post = case_to_post_draft(case=case)
    assert (post.case, post.playbook, post.is_published, post.published_at) == (case, playbook, False, None)
    assert post.slug == "padaria-alvorada-sem-paradas"
    assert post.content_markdown == "Sem paradas desde março.\n\n120 dias sem parar."
    assert post.seo_description == "Sem paradas desde março."
    assert events_of(post) == []


def test_a_second_draft_of_a_case_gets_a_slug_of_its_own() -> None:
    case = make_case(summary="Sem paradas.")
    slugs = [case_to_post_draft(case=case).slug for _ in range(3)]
    assert slugs == [
        "padaria-alvorada-sem-paradas",
        "padaria-alvorada-sem-paradas-2",
        "padaria-alvorada-sem-paradas-3",
    ]


def test_a_case_without_material_makes_no_post() -> None:
    with pytest.raises(CaseWithoutMaterialError) as refused:
        case_to_post_draft(case=make_case(raw_data=" \n"))
    assert str(refused.value) == (
        "The case “Padaria Alvorada sem paradas” has neither raw data nor a summary, so there is nothing to write "
        "a post about. Fill in one of them first."
    )
    assert not Post.objects.exists()


def test_the_button_makes_a_draft_of_the_one_who_pressed_it(desk: Browser) -> None:
    case = make_case(summary="Sem paradas.")
    form = {"action": "cases_make_posts", "_selected_action": [str(case.pk)]}
    desk.post("/app/growth/case/", form)
    post = Post.objects.get()
    assert (str(post.author), post.is_published) == ("bruno", False)


def test_a_post_is_announced_when_it_becomes_published_and_not_when_it_is_saved_again() -> None:
    post = Post.objects.create(title="Sem paradas", slug="sem-paradas")
    assert events_of(post) == []
    post = post_publish(post=post)
    first = post.published_at
    post.title = "Sem paradas, de novo"
    post.save()
    post_publish(post=post)
    assert events_of(post) == ["post.published"]
    Post.objects.update(is_published=False)
    Post.objects.update(is_published=True)
    post.refresh_from_db()
    assert events_of(post) == ["post.published", "post.published"]
    assert post.published_at == first


def test_posts_are_published_from_the_list(desk: Browser) -> None:
    posts = [Post.objects.create(title=f"Sem paradas {number}") for number in range(2)]
    form = {"action": "posts_publish", "_selected_action": [str(post.pk) for post in posts]}
    desk.post("/app/growth/post/", form)
    assert Post.objects.filter(is_published=True, published_at__isnull=False).count() == 2


@pytest.mark.parametrize("slug", ["Sem-Paradas", "sem_paradas", "-sem", "sem--paradas"])
def test_a_slug_of_a_post_is_lowercase_letters_digits_and_hyphens(
    slug: str, api: Callable[..., Browser]
) -> None:
    body = {"title": "Sem paradas", "slug": slug}
    answer = api("growth").post("/api/v1/posts/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "path": "slug",
            "message": "A slug has lowercase letters, digits and single hyphens, such as our-first-case. Correct it.",
        }
    ]
    with pytest.raises(IntegrityError, match="growth_post_slug_shape"), transaction.atomic():
        Post.objects.create(**body)


def test_a_slug_that_is_taken_is_told(api: Callable[..., Browser]) -> None:
    Post.objects.create(title="Sem paradas", slug="sem-paradas")
    body = {"title": "Outro", "slug": "sem-paradas"}
    answer = api("growth").post("/api/v1/posts/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "slug", "message": "Post with this Slug already exists."}]
