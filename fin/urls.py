from django.urls import path
from django.views.generic import RedirectView

from fin.views import ProfitabilityCsv, ProfitabilityPage

app_name = "fin"
urlpatterns = [
    path("profitability/", ProfitabilityPage.as_view(), name="profitability"),
    path("profitability/csv/", ProfitabilityCsv.as_view(), name="profitability_csv"),
    # The Portuguese word, for people who type addresses.
    path("rentabilidade/", RedirectView.as_view(pattern_name="fin:profitability", query_string=True)),
    path("rentabilidade", RedirectView.as_view(pattern_name="fin:profitability", query_string=True)),
]
