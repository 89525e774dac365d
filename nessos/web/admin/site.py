"""The desk's site: who may come in, its search, its first page, and passwords by mail."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm as UnfoldAuthenticationForm
from unfold.sites import UnfoldAdminSite

from nessos.web.admin.palette import PAGE, palette_search
from nessos.web.admin.password import NewPasswordForm, ResetForm

#: Apps of libraries whose tables no person should write.
KEPT_OUT = frozenset({"django_q"})


class LoginForm(UnfoldAuthenticationForm):
    """Everyone with an account may sit down; what he then may do, his permissions say."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The username or the password is wrong. Capital and small letters differ."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        AuthenticationForm.confirm_login_allowed(self, user)


class DeskSite(UnfoldAdminSite):
    site_title = _("ness.OS")
    site_header = _("ness.OS")
    index_title = _("Home")
    login_form: type[AdminAuthenticationForm] = LoginForm
    enable_nav_sidebar = True
    index_template = "pages/home.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """The queue's own tables stay out: a row of its schedule would run any function there is."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label not in KEPT_OUT]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT002  (Django's)
        """No column holds a NUL character, so no address asks for one but to see what breaks."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest(_("The address holds a character that means nothing here."))
            return inner(request, *args, **kwargs)

        return asked

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        from nessos.web.admin.home import home_read

        answer: HttpResponseBase = super().index(
            request, {"home": home_read(request), **(extra_context or {})}
        )
        return answer

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Unfold's own walks every hit of every table, asks for no permission and keeps what it found."""
        found = palette_search(request, self, request.GET.get("s", ""))
        if found is None:
            return HttpResponse()
        paginator = Paginator(found.results, PAGE)
        page = paginator.get_page(request.GET.get("page"))
        context = {
            "page_obj": paginator,
            "results": page,
            "page_counter": (page.number - 1) * PAGE,
            "execution_time": found.seconds,
            "command_show_history": False,
        }
        template = "command_results" if "extended" in request.GET else "search_results"
        return TemplateResponse(
            request, f"unfold/helpers/{template}.html", context, headers={"HX-Trigger": "search"}
        )

    def get_urls(self) -> list[Any]:
        """Without "view on site": no record of ours has a page elsewhere, and the address fails on a made-up key."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def extra_urls(self) -> list[Any]:
        """A forgotten password: Django's views on the desk's own pages."""
        return [
            path("password_reset/", self._reset_ask, name="admin_password_reset"),
            path("password_reset/done/", self._reset_asked, name="password_reset_done"),
            path("reset/<uidb64>/<token>/", self._reset_confirm, name="password_reset_confirm"),
            path("reset/done/", self._reset_done, name="password_reset_complete"),
        ]

    def _reset_ask(self, request: HttpRequest) -> HttpResponseBase:
        view = views.PasswordResetView.as_view(
            form_class=ResetForm,
            template_name="registration/password_reset_form.html",
            email_template_name="registration/password_reset_email.txt",
            subject_template_name="registration/password_reset_subject.txt",
            success_url=reverse_lazy(f"{self.name}:password_reset_done"),
            extra_email_context={"site_address": settings.NESSOS_URL},  # never the Host that a stranger sent
            extra_context=self.each_context(request),
        )
        return view(request)

    def _reset_asked(self, request: HttpRequest) -> HttpResponseBase:
        view = views.PasswordResetDoneView.as_view(
            template_name="registration/password_reset_done.html", extra_context=self.each_context(request)
        )
        return view(request)

    def _reset_confirm(self, request: HttpRequest, uidb64: str, token: str) -> HttpResponseBase:
        view = views.PasswordResetConfirmView.as_view(
            form_class=NewPasswordForm,
            template_name="registration/password_reset_confirm.html",
            success_url=reverse_lazy(f"{self.name}:password_reset_complete"),
            extra_context=self.each_context(request),
        )
        return view(request, uidb64=uidb64, token=token)

    def _reset_done(self, request: HttpRequest) -> HttpResponseBase:
        view = views.PasswordResetCompleteView.as_view(
            template_name="registration/password_reset_complete.html",
            extra_context=self.each_context(request),
        )
        return view(request)
