"""Jobs and who applied, training gaps, and what colleagues say of each other."""

from django.utils.text import slugify

from nessos.accounts.models import User
from nessos.demo.papers import phone_invent
from nessos.demo.past import back, chance, moment
from nessos.demo.texts import CRITERIA, FIRST_NAMES, GAPS, JOBS, LAST_NAMES
from ops.models import Playbook
from people.models import Application, Feedback360, Job, TrainingGap

STEPS = ("new", "new", "reviewing", "interview", "rejected")


def jobs_load() -> None:
    for n, (title, department, is_open) in enumerate(JOBS):
        with back(70 - 10 * n):
            job = Job.objects.create(
                title=title,
                department=department,
                is_open=is_open,
                description_markdown=f"Buscamos {title.lower()} para trabalhar a distância, em São Paulo ou perto.",
            )
        for _n in range(chance.randint(3, 7)):
            _application_load(job, 60 - 10 * n)


def _application_load(job: Job, oldest: int) -> None:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    with back(chance.randint(1, max(2, oldest))):
        Application.objects.create(
            job=job,
            name=f"{first} {last}",
            email=f"{slugify(first)}.{slugify(last)}@example.com",
            phone=phone_invent(),
            linkedin_url=f"https://www.example.com/in/{slugify(first)}-{slugify(last)}",
            message="Tenho experiência na área e disponibilidade imediata.",
            status=chance.choice(STEPS) if job.is_open else "rejected",
        )


def gaps_load(staff: dict[str, User], playbooks: dict[str, Playbook]) -> None:
    for n, (username, playbook, description, severity, resolved_days_ago) in enumerate(GAPS):
        with back(90 - 11 * n):
            gap = TrainingGap.objects.create(
                employee=staff[username],
                playbook=playbooks[playbook],
                description=description,
                severity=severity,
            )
        if resolved_days_ago:
            with back(resolved_days_ago):
                gap.resolved_at = moment(resolved_days_ago)
                gap.save()


def feedback_load(staff: dict[str, User]) -> None:
    everyone = list(staff.values())
    for n, subject in enumerate(everyone):
        for rater in (everyone[n - 1], everyone[n - 2]):
            for criterion in CRITERIA:
                with back(chance.randint(20, 60)):
                    Feedback360.objects.create(
                        subject=subject, rater=rater, criteria=criterion, score=chance.choice((3, 4, 4, 5, 5))
                    )
