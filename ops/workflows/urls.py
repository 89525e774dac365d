"""The seed's addresses of the engine's pages: each leads to where the page really is."""

from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

urlpatterns = [
    path(
        "",
        RedirectView.as_view(url=reverse_lazy("admin:workflows_workflow_changelist"), query_string=True),
        name="workflows",
    ),
    re_path(
        "^novo/?$",
        RedirectView.as_view(url=reverse_lazy("admin:workflows_workflow_add")),
        name="workflows_new",
    ),
    re_path(
        "^dashboard/?$",
        RedirectView.as_view(url=reverse_lazy("admin:workflows_run_changelist")),
        name="workflows_dashboard",
    ),
    re_path(
        "^pendentes/?$",
        RedirectView.as_view(url=reverse_lazy("admin:workflows_approval_changelist")),
        name="workflows_pending",
    ),
]
