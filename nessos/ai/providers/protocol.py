"""What servers answer, read with what we need of it: they all add fields of their own."""

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from nessos.ai.answers import Usage


class _Part(BaseModel):
    text: str = ""


class _Said(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Said = _Said()
    finish_reason: str | None = None


class _Used(BaseModel):
    prompt_tokens: int = Field(default=0, ge=0, le=10**9)
    completion_tokens: int = Field(default=0, ge=0, le=10**9)


class _Answered(BaseModel):
    model: str | None = None
    usage: Any = None
    #: Some servers answer 200 and put the error inside.
    error: Any = None

    @property
    def used(self) -> Usage | None:
        """None: the server did not say, or nothing that can be counted."""
        try:
            used = _Used.model_validate(self.usage)
        except ValidationError:
            return None
        return Usage(input_tokens=used.prompt_tokens, output_tokens=used.completion_tokens)


class Reply(_Answered):
    choices: list[_Choice] | None = None

    @property
    def first(self) -> _Choice | None:
        return self.choices[0] if self.choices else None

    @property
    def text(self) -> str:
        content = self.first.message.content if self.first else None
        if isinstance(content, list):
            return "".join(part.text for part in content)
        return content or ""

    @property
    def is_cut(self) -> bool:
        return self.first is not None and self.first.finish_reason == "length"

    @property
    def is_refused(self) -> bool:
        choice = self.first
        return choice is not None and (
            choice.finish_reason == "content_filter" or bool(choice.message.refusal)
        )


class _Embedded(BaseModel):
    index: int
    embedding: list[float]


class Embeddings(_Answered):
    data: list[_Embedded] = []
