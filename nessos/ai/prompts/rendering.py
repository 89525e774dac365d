"""From a version and what an agent may know to the messages that a model is sent."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nessos.ai.prompts.errors import PromptInvalidError, PromptTooLongError
from nessos.ai.prompts.fencing import boundary_draw, text_clean, value_fence
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.templates import Node, Part, Place, Template, template_parse
from nessos.ai.prompts.values import LONGEST, text_cut, value_write
from nessos.ai.providers.asking import Message
from nessos.kernel.contracts import Contract

_FRAME = (Path(__file__).parent / "frame.md").read_text(encoding="utf-8").strip()
_ABSENT = "(não informado)"
#: Portuguese takes three to four bytes a token; guessed low, so that what was counted as fitting fits.
_BYTES_A_TOKEN = 3
#: What a server adds to each message.
_TOKENS_A_MESSAGE = 8
#: A value of an example needs no more, and a value that is asked about no less.
_EXAMPLE_BYTES, _LEAST_BYTES = 4_000, 200


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question and its right answer, shown before the real question."""

    material: dict[str, Any] = field(default_factory=dict, repr=False)
    answer: dict[str, Any] = field(default_factory=dict, repr=False)


def prompt_render(
    version: PromptVersion,
    material: Mapping[str, Any],
    *,
    answer: type[Contract],
    examples: Sequence[Example] = (),
    room_tokens: int | None = None,
) -> tuple[Message, ...]:
    """Every value stands inside a fence of this call's own; no value is ever read as a template.

    ``room_tokens``: what the model has room for. Examples are left out first, then the longest values are cut.
    Raises PromptInvalidError, PromptTooLongError.
    """
    template, faults = template_parse(version.text)
    if template is None:
        raise PromptInvalidError(agent=version.prompt.agent, faults=faults)
    call = _Call(
        template=template,
        values=_values_write(material),
        pairs=[(_values_write(each.material), _answer_write(each.answer)) for each in examples],
        schema=json.dumps(answer.model_json_schema(), ensure_ascii=False, separators=(",", ":")),
    )
    return _fit(call, version, room_tokens)


def tokens_estimate(messages: Iterable[Message]) -> int:
    """Rather too many than too few."""
    return sum(-(-len(each.text.encode()) // _BYTES_A_TOKEN) + _TOKENS_A_MESSAGE for each in messages)


Values = dict[str, str]


@dataclass(kw_only=True)
class _Call:
    template: Template
    values: Values
    pairs: list[tuple[Values, str]]
    schema: str
    boundary: str = ""

    def __post_init__(self) -> None:
        pairs = [text for values, answer in self.pairs for text in (*values.values(), answer)]
        self.boundary = boundary_draw([*self.values.values(), *pairs, self.schema])

    def messages_make(self, *, shown: int, most: int = LONGEST) -> tuple[Message, ...]:
        frame = _FRAME.replace("{boundary}", self.boundary).replace("{schema}", self.schema)
        messages = [Message(role="system", text=f"{self.template.system}\n\n{frame}")]
        for values, answer in self.pairs[:shown]:
            messages.append(Message(role="user", text=self._user_write(values, _EXAMPLE_BYTES)))
            messages.append(Message(role="assistant", text=answer))
        return (*messages, Message(role="user", text=self._user_write(self.values, most)))

    def _user_write(self, values: Values, most: int) -> str:
        fenced = {
            name: value_fence(name, text_cut(text, most), self.boundary) for name, text in values.items()
        }
        return "".join(_nodes_write(self.template.user, fenced)).strip()


def _fit(call: _Call, version: PromptVersion, room: int | None) -> tuple[Message, ...]:
    for shown in range(len(call.pairs), -1, -1):
        messages = call.messages_make(shown=shown)
        if room is None or tokens_estimate(messages) <= room:
            return messages
    assert room is not None
    if tokens_estimate(call.messages_make(shown=0, most=_LEAST_BYTES)) > room:
        raise PromptTooLongError(agent=version.prompt.agent, number=version.number, room=room)
    fits, too_many = _LEAST_BYTES, LONGEST
    while too_many - fits > 1:
        most = (fits + too_many) // 2
        if tokens_estimate(call.messages_make(shown=0, most=most)) <= room:
            fits = most
        else:
            too_many = most
    return call.messages_make(shown=0, most=fits)


def _values_write(material: Mapping[str, Any]) -> Values:
    written = {name: value_write(value) for name, value in material.items()}
    return {name: text for name, text in written.items() if text is not None}


def _answer_write(answer: Mapping[str, Any]) -> str:
    return text_clean(json.dumps(answer, ensure_ascii=False, default=str))


def _nodes_write(nodes: Sequence[Node], fenced: Mapping[str, str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Place):
            yield fenced.get(node.name, _ABSENT)
        elif isinstance(node, Part):
            if node.name in fenced:
                yield from _nodes_write(node.nodes, fenced)
        else:
            yield node
