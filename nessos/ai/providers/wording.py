"""What is sent to a model, in the dialect that its provider takes."""

import json
from typing import Any

from nessos.ai.providers.asking import Message, Question
from nessos.ai.providers.models import Provider, ServedModel
from nessos.ai.providers.schemas import schema_name, schema_strict
from nessos.kernel.text import text_scrub

_IN_WORDS = "Answer with one JSON object and nothing else, of this JSON Schema:\n%s"
_REPAIR = "Your answer cannot be used. %s\n\nAnswer the same question again, whole, corrected, and with nothing else."


def body_write(model: ServedModel, question: Question, messages: tuple[Message, ...]) -> dict[str, Any]:
    provider = model.provider
    form, in_words = _form_choose(provider, question)
    told = _told_first(messages, in_words) if in_words else messages
    return {
        "model": model.name,
        "messages": [{"role": message.role, "content": text_scrub(message.text)} for message in told],
        provider.length_field: min(question.max_output_tokens, model.max_output_tokens),
        **({"response_format": form} if form else {}),
        **({"store": False} if provider.takes_store else {}),
    }


def repair_write(said: str, fault: str) -> tuple[Message, Message]:
    """The model is shown what it said and what is wrong with it."""
    return (
        Message(role="assistant", text=said or "(nothing)"),
        Message(role="user", text=_REPAIR % fault),
    )


def _form_choose(provider: Provider, question: Question) -> tuple[dict[str, Any] | None, str]:
    """The form of answer to ask for, and what has to be said in words because the form does not say it."""
    strict = schema_strict(question.answer) if provider.structured == Provider.Structured.SCHEMA else None
    if strict is not None:
        schema = {"name": schema_name(question.answer), "strict": True, "schema": strict}
        return {"type": "json_schema", "json_schema": schema}, ""
    in_words = _IN_WORDS % json.dumps(question.answer.model_json_schema(), ensure_ascii=False)
    return (None if provider.structured == Provider.Structured.TEXT else {"type": "json_object"}), in_words


def _told_first(messages: tuple[Message, ...], words: str) -> tuple[Message, ...]:
    """In the system's message, and no second one: there are servers that take one alone."""
    first, *rest = messages
    if first.role == "system":
        return (Message(role="system", text=f"{first.text}\n\n{words}"), *rest)
    return (Message(role="system", text=words), *messages)
