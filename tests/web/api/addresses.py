"""The addresses of the sample room."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from nessos.web.api import urls as api


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the house")


urlpatterns = [
    path("api/plain-fault/", fail),
    path("api/v1/", api.room_urls("tests.web.api.sample")),
]

handler400 = "nessos.web.api.problems.handler400"
handler403 = "nessos.web.api.problems.handler403"
handler404 = "nessos.web.api.problems.handler404"
handler500 = "nessos.web.api.problems.handler500"
