"""Agents over HTTP: ask one, get its answer."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nessos.ai.knowledge.api import KnowledgeSearch
from nessos.ai.running import agent_find, agent_run
from nessos.kernel.errors import ForbiddenError
from nessos.web.api import fields
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import StrictSerializer
from nessos.web.api.views import RoomView


class AgentQuestion(StrictSerializer):
    input = serializers.DictField()


class UsageSerializer(StrictSerializer):
    input_tokens = fields.WholeField()
    output_tokens = fields.WholeField()


class AgentAnswerSerializer(StrictSerializer):
    output = serializers.DictField()
    model = fields.TextField()
    prompt_version = fields.WholeField(allow_null=True)
    usage = UsageSerializer()
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)


class AgentRun(RoomView):
    """Whoever may ask agents, and may read what this one is asked about."""

    permissions = {"post": ("ai.run_agent",)}

    @extend_schema(request=AgentQuestion, responses=AgentAnswerSerializer)
    def post(self, request: Request, name: str) -> Response:
        agent = agent_find(name)
        if not request.user.has_perm(agent.permission):
            raise ForbiddenError(permission=agent.permission)
        asked = AgentQuestion(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(agent_run(name, asked.validated_data["input"]).model_dump(mode="json"))


router = RecordRouter()
router.view("agents/<str:name>/run/", AgentRun, "agent-run")
router.view("knowledge/search/", KnowledgeSearch, "knowledge-search")
