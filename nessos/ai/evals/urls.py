from django.urls import path

from nessos.ai.evals.views import EvalsPage, EvalsProgress

urlpatterns = [
    path("", EvalsPage.as_view(), name="ai_evals"),
    path("progress/", EvalsProgress.as_view(), name="ai_evals_progress"),
]
