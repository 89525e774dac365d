"""Pages that belong to no room: the way in, and the language."""

from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="start"),
    path("i18n/setlang/", set_language, name="set_language"),
    # Browsers ask here whatever the page says.
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
]
