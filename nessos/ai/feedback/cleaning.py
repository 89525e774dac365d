"""Nobody in it: names, addresses and numbers of people become placeholders, the same for the same throughout."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from nessos.ai.reading.first_names import FIRST_NAMES
from nessos.ai.reading.people import people_find
from nessos.kernel.contracts import Contract, personal_fields
from nessos.kernel.masking import mask
from nessos.kernel.text import fold

#: Placeholders stand as one letter of the private area until all is found, so that nothing finds itself in one.
_FIRST = 0xE000
_MOST = 6_000
_PLACED = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST)}]")
_PERSON, _ADDRESS, _DOCUMENT, _ACCOUNT = "person", "address", "document", "account"
_STREET = re.compile(
    r"\b(?:Rua|R\.|Avenida|Av\.?|Alameda|Al\.|Travessa|Tv\.|Praça|Pça\.?|Rodovia|Rod\.|Estrada|Estr\.|Largo|Ladeira)\s"
    r"+(?:d[aeo]s?\s+)?(?=[A-ZÀ-Ý0-9])[^,;:\n]{1,60}?,?\s*(?:n[ºo°.]{1,2}\s*|km\s*)?\d{1,6}\b"
    r"(?:\s?[-,]?\s?(?:ap(?:to|artamento)?|sala|bloco|casa|conj(?:unto)?|andar|fundos)\b\.?\s*\w{0,5}){0,3}"
    r"|\bCEP:?\s*\d{2}\.?\d{3}-?\d{3}\b|(?<![\d.-])\d{5}-\d{3}(?![\d-])"
)
_CARD = re.compile(
    r"\bRG\s?(?:n[ºo°.]*)?\s?[\d.]{5,12}-?[\dXx]?|\bOAB(?:/[A-Z]{2})?\s?(?:n[ºo°.]*)?\s?[\d.]{3,9}\b"
)
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z][\w.]{2,29}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
#: In fields of these names a short personal text is a name, however it is spelled.
_NAME_FIELDS = ("name", "nome", "person", "contact", "contato", "author")
_JOINING = frozenset({"da", "de", "do", "das", "dos"})
_AND = re.compile(r"\se\s")
_NAME_WORDS = 7


class Cleaner:
    """For one question and what was answered: who is the same person in both gets the same placeholder."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._people: list[set[str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[str] = Counter()
        self._written: list[tuple[str, str]] = []
        self._letters: dict[str, str] = {}
        self._whole: set[str] = set()

    def learn(self, value: Any, contract: type[Contract] | None = None) -> None:
        """Take note of everybody who is named, before anything is cleaned."""
        if contract is not None and isinstance(value, Mapping):
            for field in personal_fields(contract):
                self._field_learn(field, value.get(field))
        for text in _texts(value):
            bare = _STREET.sub(" ", text)
            for start, stop in _names_find(bare):
                self._name_learn(bare[start:stop])

    def clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text_clean(value)
        if isinstance(value, Mapping):
            return {key: self.clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.clean(each) for each in value]
        return value

    @property
    def told(self) -> dict[str, int]:
        """How many different ones of each kind were replaced."""
        return dict(self._counts)

    def _field_learn(self, field: str, value: Any) -> None:
        is_name = any(part in _NAME_FIELDS for part in field.lower().split("_"))
        if is_name and isinstance(value, str) and 0 < len(value.split()) <= _NAME_WORDS:
            self._name_learn(value)
            self._whole.add(fold(value))

    def _name_learn(self, name: str) -> None:
        words = [fold(word) for word in re.findall(r"[^\W\d_]+", name)]
        known = {word for word in words if word not in _JOINING and len(word) > 1}
        if not known:
            return
        place = next((n for n, person in enumerate(self._people) if known <= person or person <= known), None)
        if place is None:
            self._people.append(set())
            place = len(self._people) - 1
        self._people[place] |= known
        for word in known:
            self._names.setdefault(word, place)

    def _text_clean(self, text: str) -> str:
        if _SLUG.fullmatch(text):
            return self._slug_clean(text)
        if fold(text) in self._whole:
            return self._letters[self._note(_PERSON, text)]
        text = _PLACED.sub("", text)
        text = _STREET.sub(self._noting(_ADDRESS), text)
        text = _CARD.sub(self._noting(_DOCUMENT), text)
        text = mask(text, instead=self._note)
        text = _HANDLE.sub(self._noting(_ACCOUNT), text)
        text = self._people_replace(text)
        return _PLACED.sub(lambda found: self._letters[found[0]], text)

    def _people_replace(self, text: str) -> str:
        """Runs of capitalised words of which one names somebody: all of the run that belongs to the name."""
        for start, stop in reversed(_names_find(text)):
            self._name_learn(text[start:stop])
            text = text[:start] + self._note(_PERSON, text[start:stop]) + text[stop:]
        if not self._names:
            return text
        words = "|".join(sorted(map(re.escape, self._names), key=len, reverse=True))
        joined = "|".join(_JOINING)
        run = re.compile(rf"\b(?:{words})\b(?:\s+(?:(?:{joined})\s+)?(?:{words})\b)*", re.IGNORECASE)
        folded = _fold_in_place(text)
        for found in reversed(list(run.finditer(folded))):
            start, stop = found.span()
            # In small letters a surname may be any word: "prado", "rosa".
            is_certain = " " in found[0] or found[0] in FIRST_NAMES
            if is_certain or text[start].isupper():
                text = text[:start] + self._note(_PERSON, text[start:stop]) + text[stop:]
        return text

    def _slug_clean(self, slug: str) -> str:
        known = [word for word in slug.split("-") if word not in self._names]
        return "-".join(known) if known else "x"

    def _noting(self, kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: self._note(kind, found[0])

    def _note(self, kind: str, found: str) -> str:
        """One letter for it, until all is found."""
        key = (kind, self._key_of(kind, found))
        if key not in self._numbers:
            self._counts[kind] += 1
            self._numbers[key] = len(self._written)
            self._written.append((kind, _label_write(kind, self._counts[kind])))
        place = self._numbers[key] % _MOST
        letter = chr(_FIRST + place)
        self._letters[letter] = self._written[place][1]
        return letter

    def _key_of(self, kind: str, found: str) -> str:
        if kind == _PERSON:
            words = [fold(word) for word in re.findall(r"[^\W\d_]+", found)]
            places = [self._names[word] for word in words if word in self._names]
            return str(places[0]) if places else fold(found)
        return re.sub(r"\W+", "", fold(found))


def _label_write(kind: str, number: int) -> str:
    """In the house's language: models read it among words of that language."""
    with translation.override(settings.LANGUAGE_CODE):
        labels = {
            _PERSON: _("person"),
            _ADDRESS: _("address"),
            _DOCUMENT: _("document"),
            _ACCOUNT: _("account"),
            "email": _("e-mail"),
            "phone": _("phone"),
            "cpf": "CPF",
            "cnpj": "CNPJ",
        }
        return f"[{labels.get(kind, kind)} {number}]"


def _names_find(text: str) -> list[tuple[int, int]]:
    """Each person for himself: "Paulo e Marina" are two."""
    places = []
    for start, stop in people_find(text):
        for part in _AND.split(text[start:stop]):
            at = text.index(part, start)
            places.append((at, at + len(part)))
            start = at + len(part)  # noqa: PLW2901 - the next one stands behind it
    return places


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _fold_in_place(text: str) -> str:
    """Without accents, each letter at its place."""
    return "".join(fold(letter) if len(fold(letter)) == 1 else letter for letter in text)
