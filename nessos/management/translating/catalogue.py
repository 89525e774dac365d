"""The catalogue itself: ``locale/pt_BR/LC_MESSAGES/django.po`` and the ``.mo`` made from it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from nessos.management.translating.message import Found, Message
from nessos.management.translating.sources import LOCALE, find_bare, find_borrowed, find_own

_HEADER = {
    "Project-Id-Version": "nessos",
    "Language": LOCALE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",  # as Django's own, so that both share one catalogue
}
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")


class Catalogue:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.po_path = root / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        self.mo_path = self.po_path.with_suffix(".mo")

    def collect(self) -> tuple[int, int]:
        """Take in what is new and drop what nobody says any more; answer how many of each."""
        old = {_message_of(entry): entry for entry in self._read()} if self.po_path.exists() else {}
        fresh = polib.POFile(wrapwidth=110)
        fresh.metadata = _HEADER
        for message, places in self._find_messages().items():
            fresh.append(_make_entry(message, places, old.get(message)))
        self.po_path.parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(self.po_path))
        messages = {_message_of(entry) for entry in fresh}
        return len(messages - old.keys()), len(old.keys() - messages)

    def compile(self) -> int:
        """Write the ``.mo``; answer how many texts it holds."""
        po = self._read()
        self.mo_path.write_bytes(po.to_binary())
        return len(po.translated_entries())

    def find_faults(self) -> Iterator[str]:
        if not self.po_path.exists():
            yield f"{self.po_path} is missing. Run manage.py translations collect."
            return
        po = self._read()
        listed = {_message_of(entry) for entry in po if not entry.obsolete}
        wanted = self._find_messages()
        for message, places in wanted.items():
            if message not in listed:
                yield f"{places[0]}: {message.text!r} is not in the catalogue. Run manage.py translations collect."
        for message in listed - wanted.keys():
            yield f"{message.text!r} stands in the catalogue and nowhere else. Run manage.py translations collect."
        for entry in po:
            yield from _find_entry_faults(entry)
        if not self.mo_path.exists() or self.mo_path.read_bytes() != po.to_binary():
            yield f"{self.mo_path.name} is not what {self.po_path.name} says. Run manage.py translations compile."
        yield from find_bare(self.root)

    def _read(self) -> polib.POFile:
        return polib.pofile(str(self.po_path), wrapwidth=110)

    def _find_messages(self) -> dict[Message, list[str]]:
        own = _gather(find_own(self.root))
        borrowed = _gather(find_borrowed())
        return {**own, **{message: places for message, places in borrowed.items() if message not in own}}


def _gather(found: Iterable[Found]) -> dict[Message, list[str]]:
    """Message → its places; one text is one entry of the catalogue, with its plural where any place has one."""
    places: dict[tuple[str, str], list[str]] = {}
    plurals: dict[tuple[str, str], str] = {}
    for message, place in found:
        if message.text:
            key = (message.text, message.context)
            places.setdefault(key, []).append(place)
            plurals[key] = message.plural or plurals.get(key, "")
    return {
        Message(text, plurals[text, context], context): where for (text, context), where in places.items()
    }


def _make_entry(message: Message, places: list[str], old: polib.POEntry | None) -> polib.POEntry:
    # Files without line numbers: the catalogue changes when a text does, not when a line moves.
    files = sorted({place.rpartition(":")[0] for place in places})
    entry = polib.POEntry(
        msgid=message.text, msgctxt=message.context or None, occurrences=[(file, "") for file in files]
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}
    elif old:
        entry.msgstr = old.msgstr
    return entry


def _message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _find_entry_faults(entry: polib.POEntry) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.obsolete or entry.fuzzy:
        yield f"{entry.msgid!r} is marked as {'obsolete' if entry.obsolete else 'fuzzy'}. Translate it and unmark it."
    elif not all(texts):
        yield f"{entry.msgid!r} has no translation. Write one in django.po, then run manage.py translations compile."
    else:
        yield from (fault for text in texts for fault in _compare(entry, text))


def _compare(entry: polib.POEntry, text: str) -> Iterator[str]:
    allowed = [sorted(_PLACE.findall(source)) for source in (entry.msgid, entry.msgid_plural) if source]
    if sorted(_PLACE.findall(text)) not in allowed:
        yield f"{entry.msgid!r} and {text!r} do not have the same places for data. Use the same ones."
    if (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
        yield f"{entry.msgid!r} and {text!r} do not begin and end with the same white space."
