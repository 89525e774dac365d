"""People, roles and tokens. Nobody but a superuser touches a superuser: an administrator must not raise himself."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from nessos.accounts.models import ApiToken, User
from nessos.accounts.services import token_create, token_revoke
from nessos.web.admin import RoomAdmin, room_button

admin.site.unregister(Group)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


class PermissionsField(ModelMultipleChoiceField[Permission]):
    """Django keeps the names of permissions in English, in the table: here they are said in the reader's language."""

    def label_from_instance(self, obj: Permission) -> str:
        verb = obj.codename.partition("_")[0]
        is_djangos = obj.codename == f"{verb}_{obj.content_type.model}" and verb in _VERBS
        told = gettext(verb.capitalize() if is_djangos else obj.name)
        return f"{obj.content_type.app_labeled_name} | {told}"


#: Django's own, and translated by it.
_VERBS = frozenset({"view", "add", "change", "delete"})


class PermissionsShown:
    """Of an admin whose form has permissions in it."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


@admin.register(User)
class UserAdmin(PermissionsShown, DjangoUserAdmin[User], RoomAdmin):  # type: ignore[misc]
    icon = "group"
    navigation_order = 10
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "hourly_rate")}),
        (_("Access"), {"fields": ("groups", "user_permissions", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("groups",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if _is_superuser(request) else (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, obj: Any) -> bool:
    """Unfold asks with the row's id in places, Django with the row."""
    if obj is None or _is_superuser(request):
        return True
    person = obj if isinstance(obj, User) else User.objects.filter(pk=obj).first()
    return person is None or not person.is_superuser


@admin.register(Group)
class GroupAdmin(PermissionsShown, DjangoGroupAdmin, RoomAdmin):  # type: ignore[misc]
    icon = "shield_person"
    navigation_order = 20
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(ApiToken)
class ApiTokenAdmin(RoomAdmin):
    icon = "key"
    navigation_order = 30
    list_display = ("__str__", "user", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("user",)
    search_fields = ("name", "hint", "user__username")
    actions_detail = ("token_close",)
    empty_text = _("Programs that use the API sign in with a token. Make one for each of them.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        made = ("hint", "last_used_at", "revoked_at", "created_at") if obj else ()
        return ("user", "name", "expires_at", *made)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "hint", "last_used_at", "revoked_at", "created_at") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        tokens: QuerySet[ApiToken] = super().get_queryset(request)
        return tokens if _is_superuser(request) else tokens.filter(user__is_superuser=False)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user" and not _is_superuser(request):
            kwargs["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def row_save(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().row_save(request, obj, form, change)
            return
        made, secret = token_create(user=obj.user, name=obj.name, expires_at=obj.expires_at)
        obj.pk, obj._state.adding = made.pk, False
        obj.refresh_from_db()
        sentence = _("The token, shown only now: %(secret)s") % {"secret": secret}
        messages.add_message(request, messages.WARNING, sentence)

    @room_button(
        _("Revoke"),
        question=_("Revoke this token? Programs that use it stop working."),
        icon="block",
        permission="change",
    )
    def token_close(self, request: HttpRequest, token: ApiToken) -> str:
        return str(_("The token is revoked.") if token_revoke(token=token) else _("It was revoked already."))
