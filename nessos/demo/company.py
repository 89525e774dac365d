"""Who works here, what the company knows how to do, and what it sells: growth's catalogue stands on ops' playbooks."""

from decimal import Decimal

from django.contrib.auth.models import Group

from growth.models import Service
from nessos.accounts.models import User
from nessos.demo.past import back, chance, moment
from nessos.demo.texts import ACTIONS, PLAYBOOKS, SERVICES, STAFF
from ops.models import Playbook, ServiceAction, Task


def staff_load() -> dict[str, User]:
    """Nobody logs in as one of them: their passwords do not work until an administrator sets one."""
    found = {}
    for username, first, last, rate, roles in STAFF:
        user = User.objects.create_user(
            username,
            f"{username}@example.com",
            first_name=first,
            last_name=last,
            is_staff=True,
            hourly_rate=Decimal(rate),
        )
        user.groups.set(Group.objects.filter(name__in=[*roles, "employee"]))
        found[username] = user
    return found


def playbooks_load(staff: dict[str, User]) -> dict[str, Playbook]:
    found = {}
    for slug, title, tags, steps in PLAYBOOKS:
        with back(chance.randint(150, 182)):
            found[slug] = Playbook.objects.create(
                slug=slug,
                title=title,
                tags=tags.split(),
                content_markdown=_describe(title, [name for name, _minutes, _value in steps]),
                last_reviewed_at=moment(chance.choice((12, 40, 75, 140, 200))),
                created_by=staff["rafael.teixeira"],
            )
            for order, (name, minutes, value) in enumerate(steps, start=1):
                Task.objects.create(
                    playbook=found[slug],
                    title=name,
                    sort_order=order,
                    estimated_duration_minutes=minutes,
                    estimated_value=Decimal(value),
                )
    return found


def _describe(title: str, steps: list[str]) -> str:
    listed = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))
    return (
        f"# {title}\n\n## Quando usar\n\nSempre que um contrato vigente pedir esta entrega ou um alerta a exigir.\n\n"
        f"## Passos\n\n{listed}\n\n## Pronto quando\n\nO cliente recebeu o resumo e as evidências estão anexadas."
    )


def catalogue_load(playbooks: dict[str, Playbook]) -> dict[str, Service]:
    actions = {}
    for slug, title, factor, parts in ACTIONS:
        with back(150):
            action = ServiceAction.objects.create(slug=slug, title=title, complexity_factor=Decimal(factor))
            action.playbooks.set([playbooks[part] for part in parts])
            actions[slug] = action
    found = {}
    for slug, name, price, playbook, action_slug, pitch in SERVICES:
        with back(chance.randint(120, 148)):
            service = Service.objects.create(
                slug=slug,
                name=name,
                base_price=Decimal(price),
                playbook=playbooks.get(playbook),
                is_active=playbook in playbooks,
                marketing_pitch=pitch,
                technical_scope=f"Escopo conforme o playbook {playbooks[playbook].title}."
                if playbook
                else "",
            )
            service.service_actions.set([actions[action_slug]] if action_slug else [])
            found[slug] = service
    return found
