"""The product's table of contents: one include per room."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from nessos.pages import health
from nessos.web.api import urls as api

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("nessos.pages.urls")),
    path("app/fin/", include("fin.urls")),
    path("app/ops/workflows", RedirectView.as_view(pattern_name="workflows")),
    path("app/ops/workflows/", include("ops.workflows.urls")),
    path("app/ops/", include("ops.urls")),
    path("app/gov/", include("gov.urls")),
    path("app/ai/evals/", include("nessos.ai.evals.urls")),
    path("app/knowledge/", include("nessos.ai.knowledge.urls")),
    path("app/ai/costs/", include("nessos.ai.ledger.urls")),
    path("app/", admin.site.urls),
    path(
        "api/v1/",
        api.room_urls(
            "growth", "ops", "fin", "people", "jur", "gov", "ops.workflows", "nessos.ai", "nessos.eventlog"
        ),
    ),
]

handler400 = "nessos.web.api.problems.handler400"
handler403 = "nessos.web.api.problems.handler403"
handler404 = "nessos.web.api.problems.handler404"
handler500 = "nessos.web.api.problems.handler500"
