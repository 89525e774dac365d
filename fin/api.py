"""``/api/v1/clients/``, ``contracts/``, ``profitability/``."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fin.models import Client, Contract, key_terms_validate
from fin.months import month_of, month_parse
from fin.selectors import profitability_read
from nessos.kernel import clock
from nessos.web.api import fields
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer, StrictSerializer
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordViewSet


class ClientSerializer(RecordSerializer[Client]):
    """Whom we work for."""

    class Meta:
        model = Client
        fields = [
            "id",
            "name",
            "document",
            "contact_email",
            "phone",
            "omie_code",
            "notes",
            "created_at",
            "updated_at",
        ]


class ClientViewSet(RecordViewSet):
    """Clients: one for each CPF or CNPJ; one with contracts cannot be deleted."""

    queryset = Client.objects.all()
    serializer = ClientSerializer
    filters: ClassVar[dict[str, list[str]]] = {
        "document": ["exact"],
        "contact_email": ["exact"],
        "omie_code": ["exact"],
    }
    search = ("name", "document", "contact_email", "omie_code")
    ordering = ("name", "created_at", "updated_at")


@extend_schema_field({"type": "object", "additionalProperties": {}})
class KeyTermsField(serializers.JSONField):
    """An object; the model says so too."""


class ContractSerializer(RecordSerializer[Contract]):
    """What a client pays for, and until when."""

    key_terms = KeyTermsField(required=False, validators=[key_terms_validate])

    class Meta:
        model = Contract
        fields = [
            "id", "client", "number", "kind", "value", "mrr", "start_date", "end_date", "renewal_date",
            "adjustment_index", "hours_limit", "summary_ai", "key_terms", "notes", "created_at", "updated_at",
        ]  # fmt: skip


class ContractViewSet(RecordViewSet):
    """Contracts; whether one is in force follows from its dates alone."""

    queryset = Contract.objects.all()
    serializer = ContractSerializer
    filters: ClassVar[dict[str, list[str]]] = {
        "client": ["exact"],
        "number": ["exact"],
        "kind": ["exact"],
        "adjustment_index": ["exact"],
        "start_date": ["exact", "gte", "lte"],
        "end_date": ["exact", "gte", "lte", "isnull"],
        "renewal_date": ["exact", "gte", "lte", "isnull"],
    }
    search = ("number", "client__name", "adjustment_index")
    ordering = (
        "-created_at",
        "updated_at",
        "number",
        "mrr",
        "value",
        "start_date",
        "end_date",
        "renewal_date",
    )


def _money(**options: Any) -> fields.AmountField:
    return fields.AmountField(max_digits=16, decimal_places=2, read_only=True, **options)


class BalanceSerializer(StrictSerializer):
    """What came in, what it cost, what is left."""

    revenue = _money()
    cost = _money()
    profitability = _money()
    margin = fields.MeasureField(
        read_only=True, allow_null=True, help_text="In per cent of the revenue; null where there is none."
    )


class ProfitabilityRowSerializer(BalanceSerializer):
    """One contract's month; contract and client by their ids."""

    contract = fields.UUIDField(source="contract.pk", read_only=True)
    client = fields.UUIDField(source="contract.client_id", read_only=True)


class ProfitabilitySerializer(StrictSerializer):
    """A month of all contracts that count in it."""

    month = fields.TextField(read_only=True)
    rows = ProfitabilityRowSerializer(many=True, read_only=True)
    total = BalanceSerializer(read_only=True)


class ProfitabilityView(RoomView):
    """*Rentabilidade*: each contract's revenue less its cost in one month."""

    permissions: ClassVar[dict[str, tuple[str, ...]]] = {"get": ("fin.view_profitability",)}
    parameters: ClassVar[dict[str, tuple[str, ...]]] = {"get": ("month",)}

    @extend_schema(
        operation_id="profitability_retrieve",
        parameters=[
            OpenApiParameter(
                "month",
                {"type": "string", "pattern": r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"},
                description="YYYY-MM; this month when left out.",
            )
        ],
        responses=ProfitabilitySerializer,
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("month")
        month = month_of(clock.today()) if asked is None else month_parse(asked)
        read = profitability_read(month=month)
        shown = {"month": f"{month:%Y-%m}", "rows": read.rows, "total": read.total}
        return Response(ProfitabilitySerializer(shown).data)


router = RecordRouter()
router.register("clients", ClientViewSet)
router.register("contracts", ContractViewSet)
router.view("profitability/", ProfitabilityView, name="fin-profitability")
