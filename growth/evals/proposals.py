"""Proposals: the right service, its price as computed, no price in the words, and the document whole."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps

import nessos.ai.evals
from growth.models import Lead, Service
from nessos.ai.evals.baselines import Bm25
from nessos.ai.evals.checking import is_portuguese, money_find
from nessos.ai.evals.registry import EvalSet, Judged, Mark, Question, eval_add
from nessos.ai.evals.sets import HELD_BACK, OPEN
from nessos.ai.evals.staging import rows_put, shadowed
from nessos.ai.evals.texts import rows_read

_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_SECTIONS = 3


@cache
def catalogue_read() -> list[dict[str, Any]]:
    folder = Path(nessos.ai.evals.__file__).parent
    found: list[dict[str, Any]] = json.loads((folder / "generate_proposal" / "catalogue.json").read_text())
    return found


def leads_read() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (f"{half} {number}", half, row)
        for half in (OPEN, HELD_BACK)
        for number, row in enumerate(rows_read("generate_proposal", half), 1)
    ]


def questions_read() -> list[Question]:
    return [
        Question(
            key=key,
            half=half,
            input={"lead_id": str(_id_make(key))},
            expected={"services": row["services"], "message": row["message"]},
        )
        for key, half, row in leads_read()
    ]


@contextmanager
def stage_make() -> Iterator[None]:
    """Playbooks and what they are made of are the neighbours' tables: found by name, never imported."""
    playbook, task, action = (apps.get_model("ops", name) for name in ("Playbook", "Task", "ServiceAction"))
    joins = [Service.service_actions.through, action.playbooks.through]
    with shadowed([Lead, Service, playbook, task, action, *joins], _fill):
        yield


def proposal_judge(question: Question, output: Mapping[str, Any]) -> Judged:
    wanted, items = question.expected["services"], output.get("items") or []
    offered = [str(item.get("service")) for item in items]
    prices = {row["slug"]: Decimal(row["price"]) for row in catalogue_read()}
    words = "\n".join(str(section.get("markdown") or "") for section in output.get("sections") or [])
    quoted = set(money_find(question.expected["message"]))
    marks: dict[str, Mark] = {
        "right service first": (int(offered[:1] == wanted[:1]), 1),
        "right services": (len(set(wanted) & set(offered)), len(set(wanted) | set(offered))),
        "total computed": (int(bool(output) and _sum(items) == Decimal(str(output.get("total")))), 1),
        "no price in the words": (int(bool(output) and set(money_find(words)) <= quoted), 1),
        "whole": (int(bool(output.get("title")) and len(output.get("sections") or []) >= _SECTIONS), 1),
        "in Portuguese": (int(is_portuguese(words)), 1),
    }
    if items:
        true = sum(prices.get(str(item["service"])) == Decimal(str(item["amount"])) for item in items)
        marks["prices computed"] = (true, len(items))
    faults = [f"{name}: {right}/{of}" for name, (right, of) in marks.items() if right < of]
    if offered[:1] != wanted[:1]:
        faults.append(f"{', '.join(wanted)} ≠ {', '.join(offered)}")
    return Judged(marks=marks, faults=faults)


def words_match(half: str) -> dict[str, dict[str, float]]:
    """What BM25 over the catalogue's words would offer first."""
    rows = catalogue_read()
    plain = Bm25([f"{row['name']}\n{' '.join(row['tags'])}\n{row['scope']}" for row in rows])
    found = []
    for _key, own, lead in leads_read():
        if own == half:
            scores = plain.scores(lead["message"])
            found.append(rows[scores.index(max(scores))]["slug"] == lead["services"][0])
    return {"BM25": {"right service first": round(sum(found) / len(found), 4)}} if found else {}


def _sum(items: list[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(str(item["amount"])) for item in items), Decimal(0))


def _fill() -> None:
    playbook, task = apps.get_model("ops", "Playbook"), apps.get_model("ops", "Task")
    rows = catalogue_read()
    rows_put(
        playbook(
            pk=_id_make(f"playbook {row['slug']}"),
            title=f"Entrega: {row['name']}",
            slug=f"entrega-{row['slug']}",
            tags=row["tags"],
            created_at=_WRITTEN,
            updated_at=_WRITTEN,
        )
        for row in rows
    )
    rows_put(
        task(
            pk=_id_make(f"task {row['slug']} {number}"),
            playbook_id=_id_make(f"playbook {row['slug']}"),
            title=title,
            slug=f"{row['slug']}-{number}",
            sort_order=number,
            estimated_duration_minutes=120,
        )
        for row in rows
        for number, title in enumerate(row["tasks"])
    )
    rows_put(
        Service(
            pk=_id_make(row["slug"]),
            name=row["name"],
            slug=row["slug"],
            is_active=True,
            base_price=Decimal(row["price"]),
            playbook_id=_id_make(f"playbook {row['slug']}"),
            technical_scope=row["scope"],
        )
        for row in rows
    )
    rows_put(
        Lead(
            pk=_id_make(key), name=row["name"], company=row["company"], message=row["message"],
            email="lead@example.com",
        )
        for key, _half, row in leads_read()
    )  # fmt: skip


def _id_make(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"generate_proposal {name}")


eval_add(
    EvalSet(
        agent="generate_proposal",
        main="right service first",
        questions=questions_read,
        judge=proposal_judge,
        baselines=words_match,
        stage=stage_make,
    )
)
