"""A slug that nobody gives is made from the title, and is never one that is taken."""

import threading

import pytest
from django.db import connection, transaction

from gov.models import Policy
from people.models import Job
from tests.waiting import wait_until


@pytest.mark.django_db
def test_a_slug_is_made_without_accents_and_numbered_when_it_is_taken() -> None:
    slugs = [Job.objects.create(title="Atenção  à rede!").slug for _ in range(3)]
    assert slugs == ["atencao-a-rede", "atencao-a-rede-2", "atencao-a-rede-3"]


@pytest.mark.django_db
def test_a_slug_that_somebody_gives_is_kept_and_an_emptied_one_is_made_again() -> None:
    job = Job.objects.create(title="Rede", slug="infra")
    assert job.slug == "infra"
    job.slug = ""
    job.save()
    assert job.slug == "rede"


@pytest.mark.django_db
def test_a_title_without_letters_gets_the_name_of_its_kind() -> None:
    assert Job.objects.create(title="?!").slug == "job"


@pytest.mark.django_db
def test_a_long_title_leaves_room_for_a_number() -> None:
    slugs = [Job.objects.create(title="rede " * 40).slug for _ in range(2)]
    assert [len(slug) <= 120 for slug in slugs] == [True, True]
    assert slugs[1] == f"{slugs[0]}-2"


@pytest.mark.usefixtures("emptied")
def test_two_rows_of_one_title_made_at_once_get_two_slugs() -> None:
    ready = threading.Barrier(4)
    faults: list[Exception] = []

    def make() -> None:
        try:
            ready.wait(10)
            with transaction.atomic():
                Policy.objects.create(title="Senhas")
        except Exception as error:  # noqa: BLE001 - whatever it was, the test looks at it
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: not any(thread.is_alive() for thread in threads))
    assert faults == []
    assert sorted(Policy.objects.values_list("slug", flat=True)) == [
        "senhas",
        "senhas-2",
        "senhas-3",
        "senhas-4",
    ]
