"""The house's texts over HTTP: a query, and the pieces that answer it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.ai.knowledge.answering.agent import pieces_find
from nessos.ai.knowledge.searching import Found
from nessos.ai.knowledge.sources import sources
from nessos.web.api import fields
from nessos.web.api.serializers import StrictSerializer
from nessos.web.api.views import RoomView


class KnowledgeQuery(StrictSerializer):
    """What to look for, in everyday words. ``sources``: where; left out: everywhere."""

    query = fields.TextField(max_length=2_000)
    limit = fields.WholeField(min_value=1, max_value=50, default=8)
    sources = serializers.ListField(child=fields.TextField(max_length=63), required=False, max_length=50)

    def validate_sources(self, names: list[str]) -> list[str]:
        if unknown := sorted(set(names) - set(sources.names())):
            sentence = _("There is no source %(unknown)s. There are: %(known)s.")
            told = {"unknown": ", ".join(unknown), "known": ", ".join(sources.names())}
            raise serializers.ValidationError(sentence % told)
        return names


class CitationSerializer(StrictSerializer):
    """A piece of a text; scores are comparable within one answer only."""

    source = fields.TextField(read_only=True)  # type: ignore[assignment]  # a field of that name, not the option
    record = fields.UUIDField(read_only=True)
    title = fields.TextField(read_only=True)
    heading = fields.TextField(read_only=True)
    position = fields.WholeField(read_only=True)
    text = fields.TextField(read_only=True)
    score = fields.MeasureField(read_only=True)


class KnowledgeAnswer(StrictSerializer):
    """The best first; none where nothing fits. ``note``: why only words were looked for, if so."""

    results = CitationSerializer(many=True, read_only=True)
    note = fields.TextField(read_only=True)


class KnowledgeSearch(RoomView):
    """Everybody, in what he may read: for who may read nothing there is nothing."""

    permissions = {"post": ()}

    @extend_schema(request=KnowledgeQuery, responses=KnowledgeAnswer)
    def post(self, request: Request) -> Response:
        asked = KnowledgeQuery(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        answered = pieces_find(given["query"], given.get("sources", []), request.user, limit=given["limit"])
        results = [citation_write(item) for item in answered.found]
        return Response({"results": results, "note": answered.fault})


def citation_write(item: Found) -> dict[str, Any]:
    return {
        "source": item.source,
        "record": str(item.object_id),
        "title": item.title,
        "heading": item.heading,
        "position": item.position,
        "text": item.text,
        "score": item.score,
    }
