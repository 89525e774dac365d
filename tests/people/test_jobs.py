"""Jobs, and who applies for them."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from nessos.eventlog.models import ModuleEvent
from people.models import Application, Job

pytestmark = pytest.mark.django_db


def test_an_application_is_announced_and_what_speaks_of_the_person_stands_apart(
    api: Callable[..., Browser],
) -> None:
    browser = api("people")
    job = browser.post("/api/v1/jobs/", {"title": "Analista de SOC"}, content_type="application/json").json()
    assert (job["slug"], job["is_open"]) == ("analista-de-soc", True)
    body = {"job": job["id"], "name": "Iara Lopes", "email": "IARA@example.com", "phone": "11987654321"}
    answer = browser.post("/api/v1/applications/", body, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["status"], shown["email"], shown["phone"]) == ("new", "iara@example.com", "+5511987654321")
    [event] = ModuleEvent.objects.filter(entity_id=shown["id"])
    assert event.name == "people.application.created"
    assert shown.keys() <= event.payload.keys()
    assert {"name", "email", "phone", "cv_url", "linkedin_url", "message"} <= event.personal.keys()


def test_a_job_with_applications_is_not_deleted(api: Callable[..., Browser]) -> None:
    job = Job.objects.create(title="Analista de SOC")
    Application.objects.create(job=job, name="Iara Lopes", email="iara@example.com")
    answer = api("people").delete(f"/api/v1/jobs/{job.pk}/")
    assert answer.status_code == 409
    assert "1 application (Iara Lopes)" in answer.json()["detail"]


def test_applications_are_found_by_name_and_filtered_by_job(api: Callable[..., Browser]) -> None:
    jobs = [Job.objects.create(title=title) for title in ("Analista de SOC", "Advogada")]
    for job, name in zip(jobs, ("Iara Lopes", "Nuño Sá"), strict=True):
        Application.objects.create(job=job, name=name, email="pessoa@example.com")
    browser = api("people")
    found = browser.get("/api/v1/applications/?search=nuno sa").json()["results"]
    assert [row["name"] for row in found] == ["Nuño Sá"]
    found = browser.get(f"/api/v1/applications/?job={jobs[0].pk}").json()["results"]
    assert [row["name"] for row in found] == ["Iara Lopes"]


def test_others_do_not_read_applications(api: Callable[..., Browser]) -> None:
    assert api("employee").get("/api/v1/applications/").status_code == 403
