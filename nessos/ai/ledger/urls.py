from django.urls import path

from nessos.ai.ledger.views import CostsCsv, CostsPage

urlpatterns = [
    path("", CostsPage.as_view(), name="ai_costs"),
    path("csv/", CostsCsv.as_view(), name="ai_costs_csv"),
]
