from django.urls import path

from gov.views import PendingPage, VersionAccept

urlpatterns = [
    path("pending/", PendingPage.as_view(), name="gov_pending"),
    path("pending/<uuid:version>/accept/", VersionAccept.as_view(), name="gov_version_accept"),
]
