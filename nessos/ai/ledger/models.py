"""Calls of agents, budgets, and what a month has used of each."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.naming import agent_label, moment_tell
from nessos.ai.providers.models import ServedModel
from nessos.kernel import clock
from nessos.kernel.ids import uuid7
from nessos.kernel.models import Record

_ZERO = Decimal(0)


def _cost_field(title: Any) -> models.DecimalField[Any, Any]:
    """BRL to the millionth: a single answer may cost less than a cent."""
    return models.DecimalField(title, max_digits=14, decimal_places=6, default=_ZERO)


class AgentCall(models.Model):
    """One call of one agent. Of what it was asked and what it answered nothing stands here: both speak of people.

    A call that costs money is written before it is made, and settled after: one that is still being asked long after
    its time was up belonged to a process that died.
    """

    class Outcome(models.TextChoices):
        ASKING = "asking", _("being asked")
        ANSWERED = "answered", _("answered")
        OUTPUT_INVALID = "output_invalid", _("answered in a form that cannot be used")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("unknown: nobody heard how it ended")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63)
    #: By name: rows of models may go, and what they were called stays true.
    model = models.CharField(_("model"), max_length=120)
    provider = models.CharField(_("provider"), max_length=120, blank=True)
    served_model = models.ForeignKey(
        ServedModel,
        verbose_name=_("AI model"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    #: None: no prompt was involved.
    prompt_version = models.PositiveIntegerField(_("prompt version"), null=True, blank=True)
    #: Equal for equal questions; keyed with the house's secret, so that nobody finds the question by trying.
    input_hash = models.CharField(_("question"), max_length=64)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    #: None: it has not ended, or nobody heard of its end.
    duration = models.DurationField(_("duration"), null=True, blank=True)
    #: The same in whole milliseconds: a million of these are sorted three times as fast.
    milliseconds = models.GeneratedField(
        expression=Func(F("duration"), template="(extract(epoch FROM %(expressions)s) * 1000)::integer"),
        output_field=models.IntegerField(null=True),
        db_persist=True,
        verbose_name=_("milliseconds"),
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    #: Which kind of fault, where it failed.
    fault = models.CharField(_("fault"), max_length=30, blank=True)
    #: None: nobody knows. What the offline rule uses is known: nothing.
    input_tokens = models.PositiveIntegerField(_("tokens read"), null=True, blank=True)
    output_tokens = models.PositiveIntegerField(_("tokens written"), null=True, blank=True)
    #: What it counts as in the budgets: its price; all that was set aside for it where nobody knows what it used.
    cost = _cost_field(_("cost"))
    #: What was set aside for it when it began.
    reserved = _cost_field(_("set aside"))
    #: Where that was set aside: rows of BudgetMonth.
    budget_months = ArrayField(models.UUIDField(), verbose_name=_("budgets"), default=list, blank=True)
    purse = models.CharField(_("purse"), max_length=30, blank=True)
    #: Who asked; none: the house by itself. Without a constraint, so that a person may leave while a model thinks.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    #: Calls of one key ask the same thing for the same purpose.
    key = models.CharField(_("key"), max_length=200, blank=True)
    #: The how-manieth of its key.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    #: The model was asked once more, to put its own answer right.
    is_repaired = models.BooleanField(_("repaired"), default=False)
    #: A record, or a step of a run, by its kind and its id; never a name.
    subject = models.CharField(_("asked about"), max_length=200, blank=True)
    #: The run or the event on whose behalf it was asked; none: a person asked.
    caused_by = models.UUIDField(_("caused by"), null=True, blank=True)
    trace_id = models.CharField(_("trace"), max_length=64, blank=True)
    #: After this, on real time, whoever asked can no longer be waiting for the answer.
    abandon_at = models.DateTimeField(_("given up at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("agent's call")
        verbose_name_plural = _("agents' calls")
        ordering: ClassVar = ["-created_at", "-id"]
        permissions: ClassVar = [("run_agent", _("Can ask an agent"))]
        constraints: ClassVar = [
            # Sureness is a share of one.
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="ai_call_confidence_range",
            ),
            # Nobody is paid for being asked.
            models.CheckConstraint(
                condition=Q(cost__gte=0, reserved__gte=0), name="ai_call_cost_not_negative"
            ),
            # What is being asked is given up some day, and counts as nothing before it has ended.
            models.CheckConstraint(
                condition=~Q(outcome="asking") | Q(abandon_at__isnull=False, cost=0),
                name="ai_call_asking_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="ai_call_by_time"),
            # What is rare is found without looking through what is not.
            models.Index(fields=["agent", "-created_at"], name="ai_call_by_agent"),
            models.Index(fields=["model", "-created_at"], name="ai_call_by_model"),
            models.Index(
                fields=["outcome", "-created_at"], name="ai_call_by_outcome", condition=~Q(outcome="answered")
            ),
            models.Index(fields=["fault", "-created_at"], name="ai_call_by_fault", condition=~Q(fault="")),
            models.Index(fields=["purse", "-created_at"], name="ai_call_by_purse", condition=~Q(purse="")),
            models.Index(fields=["caused_by"], name="ai_call_by_cause", condition=Q(caused_by__isnull=False)),
            models.Index(fields=["abandon_at"], name="ai_call_asking", condition=Q(outcome="asking")),
            models.Index(fields=["key"], name="ai_call_by_key", condition=~Q(key="")),
            models.Index(
                fields=["served_model"],
                name="ai_call_by_served_model",
                condition=Q(served_model__isnull=False),
            ),
            models.Index(
                fields=["user", "-created_at"], name="ai_call_by_user", condition=Q(user__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{agent_label(self.agent)} · {moment_tell(self.created_at)}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.ASKING


class Budget(Record):
    """What may be spent in a calendar month on the calls of one user, group, agent or purse, or of the whole house.

    The house's covers every call that is not paid out of a purse which has a budget of its own.
    """

    class Kind(models.TextChoices):
        HOUSE = "house", _("the house")
        GROUP = "group", _("a group")
        USER = "user", _("a user")
        AGENT = "agent", _("an agent")
        PURSE = "purse", _("a purse")

    kind = models.CharField(_("for"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    group = models.ForeignKey(
        Group, verbose_name=_("group"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    agent = models.CharField(_("agent"), max_length=63, blank=True)
    purse = models.CharField(_("purse"), max_length=30, blank=True)
    limit = models.DecimalField(_("limit a month"), max_digits=12, decimal_places=2)

    name_joins: ClassVar = ("user", "group")

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(limit__gte=0),
                name="ai_budget_limit_not_negative",
                violation_error_message=_("A limit is zero or more."),
            ),
            models.CheckConstraint(
                condition=Q(kind="house", user=None, group=None, agent="", purse="")
                | Q(kind="user", user__isnull=False, group=None, agent="", purse="")
                | Q(kind="group", user=None, group__isnull=False, agent="", purse="")
                | (Q(kind="agent", user=None, group=None, purse="") & ~Q(agent=""))
                | (Q(kind="purse", user=None, group=None, agent="") & ~Q(purse="")),
                name="ai_budget_one_thing",
                violation_error_message=_("Fill in what the budget is for, and nothing else."),
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "group", "agent", "purse"],
                name="ai_budget_once",
                nulls_distinct=False,
                violation_error_message=_("There is a budget for this already. Change its limit."),
            ),
        ]

    def __str__(self) -> str:
        match self.kind:
            case self.Kind.USER:
                return str(_("user %(name)s") % {"name": self.user})
            case self.Kind.GROUP:
                return str(_("group %(name)s") % {"name": self.group})
            case self.Kind.AGENT:
                return str(_("agent %(name)s") % {"name": agent_label(self.agent)})
            case self.Kind.PURSE:
                return str(_("purse %(name)s") % {"name": self.purse})
        return str(_("the whole house"))

    @property
    def code(self) -> str:
        """For machines: in no language, and without a person's name."""
        whom = self.user_id or self.group_id or self.agent or self.purse
        return f"{self.kind}:{whom}" if whom else str(self.kind)

    def clean(self) -> None:
        """Only what it is for is kept; the rest was meant for another kind."""
        for name in (self.Kind.USER, self.Kind.GROUP, self.Kind.AGENT, self.Kind.PURSE):
            if self.kind != name:
                setattr(self, name, None if name in (self.Kind.USER, self.Kind.GROUP) else "")
            elif not getattr(self, name):
                raise ValidationError({str(name): _("Say which one.")})


class BudgetMonth(models.Model):
    """What one month has used of one budget: a row of counters, changed by conditional updates alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    budget = models.ForeignKey(
        Budget, verbose_name=_("budget"), on_delete=models.CASCADE, related_name="months"
    )
    #: Its first day, where the company is.
    month = models.DateField(_("month"))
    spent = _cost_field(_("spent"))
    #: Set aside for calls that have not ended.
    reserved = _cost_field(_("set aside"))
    refusals = models.PositiveIntegerField(_("calls refused"), default=0)
    #: Up to which share, of a hundred, the administrators were told.
    told = models.PositiveSmallIntegerField(_("told at"), default=0)

    name_joins: ClassVar = ("budget", "budget__user", "budget__group")

    class Meta:
        verbose_name = _("month of a budget")
        verbose_name_plural = _("months of budgets")
        ordering: ClassVar = ["-month", "budget"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["budget", "month"], name="ai_budget_month_once"),
            # What was given back was set aside before.
            models.CheckConstraint(
                condition=Q(spent__gte=0, reserved__gte=0), name="ai_budget_month_not_negative"
            ),
        ]
        indexes: ClassVar = [models.Index(F("month").desc(), name="ai_budget_month_by_time")]

    def __str__(self) -> str:
        return f"{self.budget} {self.month:%Y-%m}"
