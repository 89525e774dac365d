"""Which services fit what a lead asked for: by what both speak of, and by the words that they share."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from growth.errors import LeadMissingError, NothingToSellError, NotOnSaleError
from growth.models import Lead, Service
from growth.qualifying.injected import orders_drop as judged_drop
from growth.qualifying.spelling import sentences_read
from growth.qualifying.topics import TOPICS
from nessos.ai.reading.folding import fold
from nessos.ai.reading.orders import orders_drop

#: Nobody is offered more unasked.
MOST = 3
#: Next to the best one, another has to fit so well.
_SHARE = 0.6
_ENOUGH = 2.0
_TOPIC, _HINT, _SEGMENT = 3.0, 1.0, 1.5
#: What words are worth, by where they stand.
_NAME, _TAGS, _TEXT = 3.0, 2.0, 1.0
#: Words that begin alike are the same word: ``monitorar`` and ``monitoramento``.
_STEM = 6
_TOO_COMMON = """
para como com sem por uma dos das nos nas que nao mais muito nossa nosso empresa servico servicos preciso precisamos
gostaria queremos proposta orcamento contratar sobre entre tambem temos ola bom dia tarde ajuda prazo ate cliente gestao
gerenciado pratica solucao
"""
_COMMON = frozenset(_TOO_COMMON.split())


@dataclass(frozen=True, kw_only=True)
class Matched:
    services: list[Service]
    #: From 0 to 1: how sure it is that these are meant.
    confidence: float


def lead_find(lead_id: UUID) -> Lead:
    found = Lead.objects.filter(pk=lead_id).first()
    if found is None:
        raise LeadMissingError(lead=lead_id)
    return found


def services_active() -> list[Service]:
    """With all that their price and their text is made of."""
    rows = Service.objects.filter(is_active=True).select_related("playbook")
    found = list(
        rows.prefetch_related("playbook__tasks", "service_actions__playbooks__tasks").order_by("slug")
    )
    if not found:
        raise NothingToSellError
    return found


def services_pick(slugs: Sequence[str], active: list[Service]) -> Matched:
    """Those that somebody named, in that order."""
    by_slug = {service.slug: service for service in active}
    if unknown := [slug[:120] for slug in dict.fromkeys(slugs) if slug not in by_slug]:
        raise NotOnSaleError(services=", ".join(unknown), known=", ".join(by_slug))
    return Matched(services=[by_slug[slug] for slug in dict.fromkeys(slugs)], confidence=0.9)


def services_match(lead: Lead, active: list[Service]) -> Matched:
    """Those that fit the lead's message best; none where nothing of it fits."""
    asked = _asked_read(lead)
    rarity = Counter(word for service in active for word in _words_of(_service_text(service)))
    scored = [(service, _score(lead, asked, service, rarity)) for service in active]
    scored.sort(key=lambda each: (-each[1], each[0].slug))
    best = scored[0][1]
    if best < _ENOUGH:
        return Matched(services=[scored[0][0]] if len(active) == 1 else [], confidence=0.2)
    fitting = [service for service, score in scored if score >= max(_ENOUGH, best * _SHARE)]
    return Matched(services=fitting[:MOST], confidence=round(min(0.85, 0.45 + best / 40), 2))


def _asked_read(lead: Lead) -> str:
    """The message, without what it orders whoever reads it to do."""
    kept, _order = orders_drop(lead.message)
    sentences, _told = judged_drop(sentences_read(kept))
    return " ".join(each.text for each in sentences)


def _score(lead: Lead, asked: str, service: Service, rarity: Counter[str]) -> float:
    topics, wanted = _topics_of(_service_text(service)), _topics_of(asked)
    score = sum(min(weight, wanted[topic]) for topic, weight in topics.items() if topic in wanted)
    if lead.lead_segment and lead.lead_segment in topics:
        score += _SEGMENT
    said = _words_of(asked)
    worth: dict[str, float] = {}
    for text, weight in _weighed_texts(service):
        for word in _words_of(text) & said:
            worth[word] = max(worth.get(word, 0), weight / rarity[word])
    return score + sum(worth.values())


def _topics_of(text: str) -> dict[str, float]:
    sentences = sentences_read(text)
    found = {
        topic.segment: _TOPIC if topic.sure.count(sentences) else _HINT if topic.hint.count(sentences) else 0
        for topic in TOPICS
    }
    return {segment: weight for segment, weight in found.items() if weight}


def _weighed_texts(service: Service) -> list[tuple[str, float]]:
    playbook = service.playbook
    tags = " ".join([playbook.title, *playbook.tags]) if playbook else ""
    text = " ".join([service.technical_scope, service.marketing_pitch, *service.marketing_features])
    return [(service.name, _NAME), (tags, _TAGS), (text, _TEXT)]


def _service_text(service: Service) -> str:
    return ". ".join(text for text, _weight in _weighed_texts(service) if text)


def _words_of(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]{3,}", fold(text))
    return {word[:_STEM] for word in words if word not in _COMMON}
