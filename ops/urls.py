from django.urls import path

from ops.views import TimerPage

app_name = "ops"
urlpatterns = [path("timer/", TimerPage.as_view(), name="timer")]
