"""How a model is consulted by an agent: what it is told, what it fills in, and what code makes of that."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.offers.capability import is_contract

#: ``{{ name }}``, ``{{# name }}`` … ``{{/ name }}``.
PLACEHOLDER = re.compile(r"\{\{\s*(?P<mark>[#/]?)\s*(?P<name>[a-z][a-z0-9_]*)\s*\}\}")
SECTIONS = ("# System", "# User")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class ModelMisfitError(NessosError):
    """What a model said has the right form and cannot be used all the same; rooms derive their own sentences.

    Its sentence is what the model is asked to mend, once. It may repeat figures and labels, never a person's data.
    """

    code = "model_answer_misfit"
    status = 503
    permanent = False
    sentence = _("The model's answer cannot be used: %(told)s")


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What an agent answers with, and how sure it is of it: from 0 to 1."""

    output: Contract
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Consult:
    #: What the model fills in. It may be less than the agent's output: prices, slugs and ids are code's.
    answer: type[Contract]
    #: The prompt that the house ships, in Markdown: ``# System``, ``# User``.
    prompt: Path
    #: Typed input → what the prompt's variables are filled from, and no more than is needed. Plain values: text,
    #: numbers, lists and dictionaries of these, None.
    material: Callable[[Any], dict[str, Any]]
    #: Typed input, typed answer → the output: code checks, computes and disposes. Raises ModelMisfitError.
    finish: Callable[[Any, Any], Proposed]
    #: What ``material`` gives; a prompt may use nothing else.
    variables: tuple[str, ...]
    #: Whether the material may hold personal data: then only a provider that may see such is asked.
    personal: bool = True
    max_output_tokens: int = 2_000

    def fault_find(self) -> str | None:
        """What is wrong with it, as the end of a sentence; None: nothing."""
        if not is_contract(self.answer):
            return f"lets a model answer with {self.answer!r}. Derive that from Contract."
        if not all(map(callable, (self.material, self.finish))):
            return "consults a model with a material or a finish that cannot be called. Give functions."
        if odd := [name for name in self.variables if not _VARIABLE.fullmatch(name)]:
            return f"declares {', '.join(odd)} as variables. Call them like 'case_notes', in lower case."
        if self.max_output_tokens < 1:
            return "lets a model answer with no token at all. Allow at least one."
        return self._prompt_fault_find()

    def _prompt_fault_find(self) -> str | None:
        try:
            text = self.prompt.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            return f"ships a prompt that cannot be read: {error}. Write it, as UTF-8."
        lines = [line.rstrip() for line in text.splitlines()]
        if missing := [name for name in SECTIONS if lines.count(name) != 1]:
            return f"ships the prompt {self.prompt.name}, which lacks the heading {missing[0]!r}, or has it twice."
        if unknown := sorted(set(placeholders_read(text)) - set(self.variables)):
            return (
                f"ships the prompt {self.prompt.name}, which uses {', '.join(unknown)}: its consult does not declare "
                f"that. There are: {', '.join(self.variables)}."
            )
        return None


def placeholders_read(text: str) -> Iterator[str]:
    """The names of the variables that a prompt uses, as often as it does."""
    return (found["name"] for found in PLACEHOLDER.finditer(text))
