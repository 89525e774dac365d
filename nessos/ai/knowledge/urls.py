from django.urls import path

from nessos.ai.knowledge.pages import IndexPage
from nessos.ai.knowledge.uploads.views import DocumentStates, UploadPage
from nessos.ai.knowledge.views import AskPage

urlpatterns = [
    path("", AskPage.as_view(), name="knowledge_ask"),
    path("index/", IndexPage.as_view(), name="knowledge_index"),
    path("upload/", UploadPage.as_view(), name="knowledge_upload"),
    path("upload/states/", DocumentStates.as_view(), name="knowledge_states"),
]
