"""What people corrected, what became of it, and what is switched on for each agent."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.naming import agent_label, moment_tell
from nessos.kernel import clock
from nessos.kernel.ids import uuid7
from nessos.kernel.models import Record


class Feedback(models.Model):
    """One decision of people about one answer of an agent. ``original`` and ``corrected`` may speak of people."""

    class Kind(models.TextChoices):
        EDITED = "edited", _("edited and approved")
        REJECTED = "rejected", _("rejected")

    class Status(models.TextChoices):
        OPEN = "open", _("to be looked at")
        CASE = "case", _("made a test case")
        DISMISSED = "dismissed", _("dismissed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    #: The ledger's: equal for equal questions, and nobody finds the question by trying.
    input_hash = models.CharField(_("question"), max_length=64)
    #: None: no prompt was involved, or it is not known.
    prompt_version = models.PositiveIntegerField(_("prompt version"), null=True, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    original = models.JSONField(_("the agent's answer"), encoder=DjangoJSONEncoder)
    #: None: it was rejected, and nobody said what would have been right.
    corrected = models.JSONField(_("as corrected"), null=True, blank=True, encoder=DjangoJSONEncoder)
    #: ``[{"path": "/score", "old": 40, "new": 70}]``: JSON pointers; a side that is not there has no key.
    diff = models.JSONField(_("what changed"), default=list, encoder=DjangoJSONEncoder)
    #: Question and right answer with placeholders for everybody they speak of, and how many of what were replaced:
    #: ``{"input", "expected", "told": {"person": 2}}``. What the agent was asked is kept in this form only.
    cleaned = models.JSONField(_("cleaned"), encoder=DjangoJSONEncoder)
    comment = models.TextField(_("comment"), blank=True)
    #: The run and its step that asked the agent, and the review that was decided.
    run = models.UUIDField(_("run"))
    step = models.CharField(_("step"), max_length=63)
    review = models.UUIDField(_("review"), unique=True)
    #: None: nobody decided in time, and the workflow says what then.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("decided at"), default=clock.now)

    class Meta:
        db_table = "ai_feedback"
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering: ClassVar = ["-at", "-id"]
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            # A correction says what would have been right, and where; a rejection does not.
            models.CheckConstraint(
                condition=(Q(kind="edited", corrected__isnull=False) & ~Q(diff=[]))
                | Q(kind="rejected", corrected__isnull=True, diff=[]),
                name="ai_feedback_kind_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="ai_feedback_by_time"),
            models.Index(fields=["agent", "status"], name="ai_feedback_by_agent"),
        ]

    def __str__(self) -> str:
        return f"{agent_label(self.agent)} · {moment_tell(self.at)}"


class EvalCase(Record):
    """A question whose right answer people said, with nobody in it: what a test asks, and what a prompt may show."""

    agent = models.CharField(_("agent"), max_length=63)
    input = models.JSONField(_("question"), encoder=DjangoJSONEncoder)
    expected = models.JSONField(_("right answer"), encoder=DjangoJSONEncoder)
    #: JSON pointers into the answer: what is compared. Empty: all of it.
    paths = models.JSONField(_("what counts"), default=list, blank=True)
    #: The feedback it was made of, if it is still there.
    source = models.OneToOneField(
        Feedback,
        verbose_name=_("made of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="case",
    )
    #: Shown to models in prompts of its agent, where that is switched on; a shown one is no test any more.
    is_example = models.BooleanField(_("example for prompts"), default=False)
    #: For an example: what the prompt's variables were filled from, cleaned; and what a model should have filled in.
    material = models.JSONField(_("material"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    answer = models.JSONField(_("the model's part"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("test case")
        verbose_name_plural = _("test cases")
        ordering: ClassVar = ["agent", "-created_at", "-id"]
        constraints: ClassVar = [
            # An example without its two halves would show a model nothing.
            models.CheckConstraint(
                condition=Q(is_example=False) | (~Q(material={}) & ~Q(answer={})),
                name="ai_eval_case_example_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agent", "-created_at"], name="ai_eval_case_by_agent")]

    def __str__(self) -> str:
        return f"{agent_label(self.agent)} · {moment_tell(self.created_at)}"


class AgentTuning(Record):
    """What is switched on for one agent; without a row nothing is."""

    agent = models.CharField(_("agent"), max_length=63, unique=True)
    examples_on = models.BooleanField(
        _("show examples in prompts"),
        default=False,
        help_text=_("Corrected answers that were marked as examples are shown to models with each question."),
    )
    examples_most = models.PositiveSmallIntegerField(_("how many examples at most"), default=3)
    nightly_model = models.CharField(
        _("model that is scored every night"),
        max_length=120,
        blank=True,
        help_text=_(
            "Its name, as models are called here. Left empty, only the offline rules are scored by night."
        ),
    )

    class Meta:
        verbose_name = _("tuning of an agent")
        verbose_name_plural = _("tuning of agents")
        ordering: ClassVar = ["agent"]
        constraints: ClassVar = [
            # More would crowd out the question itself.
            models.CheckConstraint(condition=Q(examples_most__lte=10), name="ai_agent_tuning_examples_few"),
        ]

    def __str__(self) -> str:
        return agent_label(self.agent)
