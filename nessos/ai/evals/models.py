"""Evaluations as they were asked for and what came out, and the alarms about judges."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.naming import agent_label, model_tell
from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class EvalRun(models.Model):
    """One agent, by one model and prompt, on one part of its questions. Worked off by workers, case by case."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked for")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Half(models.TextChoices):
        OPEN = "open", _("open half")
        HELD_BACK = "held back", _("half held back")
        FEEDBACK = "feedback", _("from feedback")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63)
    half = models.CharField(_("questions"), max_length=10, choices=Half.choices)
    model = models.CharField(_("model"), max_length=120)
    #: None: no prompt was involved.
    prompt_version = models.PositiveIntegerField(_("prompt version"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ASKED)
    #: Of the questions and their right answers: only scores on equal questions can be compared.
    set_hash = models.CharField(_("set"), max_length=16, blank=True)
    code_version = models.CharField(_("program"), max_length=40, blank=True)
    cases = models.PositiveIntegerField(_("questions in all"), default=0)
    done = models.PositiveIntegerField(_("questions answered"), default=0)
    #: By key of the question: what was right of what, and what was not; kept while it runs, so that whoever goes on
    #: after a death asks nothing twice.
    results = models.JSONField(_("results"), default=dict)
    figures = models.JSONField(_("figures"), default=dict)
    baselines = models.JSONField(_("the simplest means"), default=dict)
    #: The figure that counts most for this agent, and its name.
    score = models.FloatField(_("score"), null=True, blank=True)
    score_name = models.CharField(_("what is scored"), max_length=60, blank=True)
    cost = models.DecimalField(_("cost (BRL)"), max_digits=12, decimal_places=6, default=0)
    seconds = models.FloatField(_("seconds per question, median"), null=True, blank=True)
    seconds_slow = models.FloatField(_("seconds per question, 95 of 100"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    #: None: the house itself.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    #: The worker that is at it, until when nobody else is (real time), and not before when it is tried again.
    lease_by = models.UUIDField(_("leased by"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), default=clock.now)

    class Meta:
        db_table = "ai_eval_run"
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering: ClassVar = ["-asked_at", "-id"]
        default_permissions = ("view", "add")
        constraints: ClassVar = [
            # An end has its time, and only an end; what is done has its score.
            models.CheckConstraint(
                condition=Q(status="done", ended_at__isnull=False, score__isnull=False)
                | Q(status="failed", ended_at__isnull=False)
                | Q(status__in=["asked", "running"], ended_at__isnull=True),
                name="ai_eval_run_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="ai_eval_run_score_range",
            ),
            # The same is not asked for twice at once, however often somebody presses the button.
            models.UniqueConstraint(
                fields=["agent", "half", "model", "prompt_version"],
                name="ai_eval_run_open_once",
                condition=Q(status__in=["asked", "running"]),
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="ai_eval_run_open", condition=Q(status__in=["asked", "running"])
            ),
            models.Index(fields=["agent", "half", "-asked_at"], name="ai_eval_run_by_agent"),
        ]

    def __str__(self) -> str:
        return f"{agent_label(self.agent)} · {self.get_half_display()} · {model_tell(self.model)}"

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.ASKED, self.Status.RUNNING}


class EvalAlarm(models.Model):
    """A judge that stopped, or a score that fell: raised once per cause, over when the cause is."""

    class Kind(models.TextChoices):
        STOPPED = "stopped", _("its judge stopped")
        FELL = "fell", _("its score fell")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    model = models.CharField(_("model"), max_length=120)
    sentence = models.TextField(_("what happened"))
    raised_at = models.DateTimeField(_("raised at"), default=clock.now)
    #: When the letter about it went out.
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    over_at = models.DateTimeField(_("over at"), null=True, blank=True)

    class Meta:
        db_table = "ai_eval_alarm"
        verbose_name = _("alarm of the judges")
        verbose_name_plural = _("alarms of the judges")
        ordering: ClassVar = ["-raised_at", "-id"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            # Once per cause.
            models.UniqueConstraint(
                fields=["agent", "kind", "model"],
                name="ai_eval_alarm_once",
                condition=Q(over_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
