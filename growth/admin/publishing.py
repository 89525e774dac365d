"""Cases, what is published of them, and what the house looks like."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from growth.admin.times import TIMES
from growth.models import (
    BrandAsset,
    Case,
    Post,
)
from growth.services import (
    case_to_post_draft,
    post_draft,
    post_publish,
)
from nessos.ai.answers import AgentAnswer
from nessos.ai.desk import AgentDesk, agent_button
from nessos.web.admin import (
    RoomAdmin,
    admin_link,
    room_button,
    row_action,
)


@admin.register(Case)
class CaseAdmin(AgentDesk, RoomAdmin):
    icon = "workspace_premium"
    navigation_order = 60
    list_display = ["title", "playbook", "created_at"]
    list_filter = ["playbook", "created_at"]
    search_fields = ["title_folded", "slug", "summary"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [(None, {"fields": ["title", "slug", "playbook", "summary", "raw_data"]}), TIMES]
    actions = ["cases_make_posts"]
    actions_detail = ["case_write_post", "case_make_post"]

    def has_make_post_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("growth.add_post")

    @row_action(_("Make posts"), permissions=("make_post",))
    def cases_make_posts(self, request: HttpRequest, case: Case) -> None:
        case_to_post_draft(case=case, author=request.user)

    @room_button(
        _("Make a post"),
        question=_("A draft is made of this case; you publish it when it is ready."),
        icon="post_add",
        permission="growth.add_post",
    )
    def case_make_post(self, request: HttpRequest, case: Case) -> HttpResponse:
        post = case_to_post_draft(case=case, author=request.user)
        return HttpResponseRedirect(admin_link(post))

    @agent_button(
        _("Write a post"),
        agent="generate_post",
        question=_(
            "The agent writes a draft out of the case's notes, without anybody's name; you publish it."
        ),
        icon="edit_note",
        permissions=("growth.add_post",),
    )
    def case_write_post(self, case: Case) -> dict[str, Any]:
        return {"case_id": str(case.pk)}

    def case_write_post_apply(self, request: HttpRequest, case: Case, answer: AgentAnswer) -> HttpResponse:
        post = post_draft(case=case, written=answer.output, author=request.user)
        return HttpResponseRedirect(admin_link(post))


@admin.register(Post)
class PostAdmin(RoomAdmin):
    icon = "article"
    navigation_order = 50
    list_display = ["title", "is_published", "published_at", "author", "case", "playbook"]
    list_filter = ["is_published", "playbook", "published_at"]
    search_fields = ["title_folded", "slug"]
    readonly_fields = ["published_at", "author", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("is_published", "published_at"), "content_markdown"]}),
        (_("Search engines"), {"fields": ["seo_description"]}),
        (_("Origin"), {"fields": [("case", "playbook"), "author"]}),
        TIMES,
    ]
    actions = ["posts_publish"]
    actions_detail = ["post_publish"]

    def row_save(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and obj.author_id is None:
            obj.author = request.user
        super().row_save(request, obj, form, change)

    @row_action(_("Publish"))
    def posts_publish(self, request: HttpRequest, post: Post) -> None:
        post_publish(post=post)

    @room_button(_("Publish"), question=_("Everybody can read it then."), icon="publish")
    def post_publish(self, request: HttpRequest, post: Post) -> Any:
        post_publish(post=post)
        return _("The post is published.")


@admin.register(BrandAsset)
class BrandAssetAdmin(RoomAdmin):
    icon = "palette"
    navigation_order = 80
    list_display = ["name", "asset_type", "url"]
    list_filter = ["asset_type"]
    search_fields = ["name_folded"]
