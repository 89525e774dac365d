"""Beside a search that looks at every piece, the one of the house finds the best of them, for whoever asks."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from benchmarks.knowledge_oracle import all_judge, pieces_of
from gov.models import Policy, PolicyVersion
from nessos.ai.evals.sets import gaps_read, playbooks_read
from nessos.ai.knowledge.indexing import knowledge_index
from nessos.ai.knowledge.searching import knowledge_search
from nessos.ai.models import Chunk, Document
from ops.models import Playbook

pytestmark = pytest.mark.django_db

LIMIT = 10
#: Of them all; and how many playbooks there are for each policy.
PLAYBOOKS, ONE_IN = 200, 20


@pytest.fixture
def large_library() -> None:
    """The evaluation's playbooks recombined; one in so many is a policy."""
    chance = Random(4)
    lines = [line for item in playbooks_read() for line in item.text.splitlines() if len(line) > 20]
    texts = ["\n\n".join(chance.choices(lines, k=160)) for _number in range(PLAYBOOKS)]
    Playbook.objects.bulk_create(
        Playbook(title=f"Roteiro {number}", slug=f"roteiro-{number}", content_markdown=text)
        for number, text in enumerate(texts)
    )
    for number, text in enumerate(texts[::ONE_IN]):
        policy = Policy.objects.create(title=f"Política {number}", status=Policy.Status.ACTIVE)
        PolicyVersion.objects.create(policy=policy, content_text=text)
    knowledge_index()


def recall_of(user: Any, documents: QuerySet[Document] | None) -> float:
    """How many of the best are found, of every question; and where fewer are answered, fewer fit."""
    keys = None if documents is None else list(documents.values_list("pk", flat=True))
    recalls = []
    for gap in [gap for gap in gaps_read() if gap.key][:12]:
        judged = all_judge(gap.description, keys)
        answers = knowledge_search(query=gap.description, user=user, limit=LIMIT)
        assert len(answers) == min(LIMIT, len(judged.scores)), gap.description
        recalls.append(judged.recall(pieces_of(answers), LIMIT))
    return sum(recalls) / len(recalls)


def test_the_best_pieces_are_found_by_the_house_and_by_who_may_read_few(
    large_library: None, make_user: Callable[..., Any]
) -> None:
    assert Chunk.objects.count() > 1_500
    assert recall_of(None, None) >= 0.6
    reader = make_user("leitora")
    reader.user_permissions.add(Permission.objects.get(codename="view_policyversion"))
    reader = type(reader).objects.get(pk=reader.pk)
    assert recall_of(reader, Document.objects.filter(source="gov.PolicyVersion")) >= 0.95
    answers = knowledge_search(query="backup", user=None, within=["gov.PolicyVersion"], limit=LIMIT)
    assert {answer.source for answer in answers} == {"gov.PolicyVersion"}
