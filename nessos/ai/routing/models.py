"""Plans: which models are asked for an agent, in which order. Published versions are never changed."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.naming import agent_label
from nessos.kernel import clock
from nessos.kernel.ids import uuid7

#: Every agent that has no plan of its own.
EVERYONE = "*"


class RoutePlan(models.Model):
    """One version of an agent's plan; the newest one is in force. Going back publishes an old one anew."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: By its name, or ``*``. No list of choices: an agent may go with its room, and its plans stay to be read.
    agent = models.CharField(_("agent"), max_length=63)
    number = models.PositiveIntegerField(_("version"), editable=False)
    offline_last = models.BooleanField(
        _("the house's own rule answers at last"),
        default=True,
        help_text=_("When no model answered. Otherwise whoever asked is told why none did."),
    )
    offline_on_budget = models.BooleanField(
        _("also when the budget is spent"),
        default=False,
        help_text=_("Otherwise the refusal says when the budget starts anew."),
    )
    #: The agent has no plan of its own any more.
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    note = models.CharField(
        _("why"), max_length=200, blank=True, help_text=_("What is changed, and what for: it is read later.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("published at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("plan of models")
        verbose_name_plural = _("plans of models")
        ordering: ClassVar = ["agent", "-number"]
        default_permissions = ("view", "add")
        constraints: ClassVar = [
            # Two who publish at once get two numbers, or one of them an error.
            models.UniqueConstraint(fields=["agent", "number"], name="ai_plan_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ai_plan_number_from_one"),
        ]

    def __str__(self) -> str:
        who = _("every agent") if self.agent == EVERYONE else agent_label(self.agent)
        return f"{who} · {self.number}"


class Candidate(models.Model):
    """A model at its place in a plan. Several at one place share what is asked by their weights."""

    plan = models.ForeignKey(
        RoutePlan, verbose_name=_("plan"), on_delete=models.CASCADE, related_name="candidates"
    )
    place = models.PositiveSmallIntegerField(
        _("place"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    model = models.ForeignKey(
        "ai.ServedModel", verbose_name=_("model"), on_delete=models.PROTECT, related_name="+"
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering: ClassVar = ["place", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            # Asking the same one again after it failed would only take time.
            models.UniqueConstraint(fields=["plan", "model"], name="ai_candidate_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="ai_candidate_weight_from_one"),
            models.CheckConstraint(condition=Q(place__gte=1), name="ai_candidate_place_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.model}"


class KeptAnswer(models.Model):
    """What a model answered under a key, until whoever asked has written it down: it is not bought a second time."""

    #: Of an errand; the same for the same attempt.
    key = models.CharField(_("key"), max_length=200, primary_key=True)
    agent = models.CharField(_("agent"), max_length=63)
    answer = models.JSONField(_("answer"), encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created at"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        ordering: ClassVar = ["-created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.agent} {self.key}"
