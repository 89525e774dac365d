"""``/api/v1/clients/``, ``contracts/``, ``profitability/``."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from fin.models import Client, Contract
from fin.months import month_of, month_parse
from fin.selectors import Profitability, profitability_read
from fin.selectors.profitability import Balance
from nessos.kernel import clock
from nessos.web.api import fields
from nessos.web.api.routers import RecordRouter
from nessos.web.api.serializers import RecordSerializer, StrictSerializer
from nessos.web.api.views import RoomView
from nessos.web.api.viewsets import RecordViewSet


class ClientSerializer(RecordSerializer[Client]):
    class Meta:
        model = Client
        fields = ["id", "name", "document", "contact_email", "phone", "omie_code", "notes", "created_at", "updated_at"]


class ClientViewSet(RecordViewSet):
    queryset = Client.objects.all()
    serializer = ClientSerializer
    filters: ClassVar[dict[str, list[str]]] = {
        "document": ["exact"],
        "contact_email": ["exact"],
        "omie_code": ["exact"],
    }
    search = ("name", "document", "contact_email", "omie_code")
    ordering = ("name", "created_at", "updated_at")


class ContractSerializer(RecordSerializer[Contract]):
    class Meta:
        model = Contract
        fields = [
            "id", "client", "number", "kind", "value", "mrr", "start_date", "end_date", "renewal_date",
            "adjustment_index", "hours_limit", "summary_ai", "key_terms", "notes", "created_at", "updated_at",
        ]  # fmt: skip


class ContractViewSet(RecordViewSet):
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
    ordering = ("-created_at", "updated_at", "number", "mrr", "value", "start_date", "end_date", "renewal_date")


def _money(**options: Any) -> fields.AmountField:
    return fields.AmountField(max_digits=16, decimal_places=2, read_only=True, **options)


class BalanceSerializer(StrictSerializer):
    revenue = _money()
    cost = _money()
    profitability = _money()
    margin = fields.MeasureField(
        read_only=True, allow_null=True, help_text="In per cent of the revenue; null where there is none."
    )


class ProfitabilityRowSerializer(BalanceSerializer):
    contract = fields.UUIDField(source="contract.pk", read_only=True)
    client = fields.UUIDField(source="contract.client_id", read_only=True)


class ProfitabilitySerializer(StrictSerializer):
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
        return Response(_show(profitability_read(month=month)))


def _show(read: Profitability) -> dict[str, Any]:
    rows = [
        {"contract": str(row.contract.pk), "client": str(row.contract.client_id), **_balance(row)} for row in read.rows
    ]
    return {"month": f"{read.month:%Y-%m}", "rows": rows, "total": _balance(read.total)}


def _balance(balance: Balance) -> dict[str, Any]:
    return {
        "revenue": f"{balance.revenue:.2f}",
        "cost": f"{balance.cost:.2f}",
        "profitability": f"{balance.profitability:.2f}",
        "margin": None if balance.margin is None else float(balance.margin),
    }


router = RecordRouter()
router.register("clients", ClientViewSet)
router.register("contracts", ContractViewSet)
router.view("profitability/", ProfitabilityView, name="fin-profitability")
