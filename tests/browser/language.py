"""Which language a text of a page is in, as far as our own catalogue and the commonest words can tell."""

import re
from functools import cache

import polib

from nessos.launch.environment import ROOT

CATALOGUE = ROOT / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
#: Words of the glossary, names, and words that are alike in both languages.
SHARED = frozenset(
    {
        "lead",
        "leads",
        "playbook",
        "playbooks",
        "post",
        "posts",
        "slug",
        "status",
        "e-mail",
        "ness.os",
        "upsell",
        "markdown",
        "link",
        "linkedin",
        "pipeline",
        "mrr",
        "sla",
        "seo",
        "url",
        "json",
        "csv",
        "feedback",
        "ip",
        "token",
        "tokens",
        "api",
        "hash",
        "growth",
        "ops",
        "fin",
        "people",
        "jur",
        "gov",
        "login",
        "logo",
        "site",
        "sites",
        "ok",
        "omie",
        "crm",
        "english",
        "workflow",
        "workflows",
        "utm",
        "pix",
        "cpf",
        "cnpj",
        "id",
        "no",
        "infra",
        "sec",
        "data",
        "custom",
        "normal",
        "total",
    }
)
#: Names of roles and titles of the demo: data, in whatever language.
DATA = frozenset({"employee", "admin", "Acordo de confidencialidade"})
#: Of these none is Portuguese.
_ENGLISH = re.compile(
    r"\b(the|and|with|this|that|these|your|you|was|were|will|please|cannot|which|of|is|are|to|been|from|when|"
    r"add|delete|save|change|search|select|choose|any|all|yes|unknown|none|today|by|not|enter|show|hide)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


@cache
def english() -> frozenset[str]:
    """What the source says otherwise than Portuguese does, or what has no Portuguese yet."""
    told = set()
    for entry in polib.pofile(str(CATALOGUE)):
        pairs = [(entry.msgid, entry.msgstr), (entry.msgid_plural, entry.msgstr_plural.get(1, ""))]
        told |= {_plain(source) for source, target in pairs if source and _plain(source) != _plain(target)}
    return frozenset(told - {_plain(text) for text in _translations()})


@cache
def portuguese() -> frozenset[str]:
    """What Portuguese says otherwise than the source does."""
    return frozenset({_plain(text) for text in _translations()} - _sources())


def is_english(text: str) -> bool:
    plain = _plain(text)
    if plain in DATA or plain.casefold() in SHARED or not re.search(r"[A-Za-z]{2}", plain):
        return False
    words = re.findall(r"[\w'-]+", plain)
    return plain in english() or (len(words) > 1 and bool(_ENGLISH.search(plain)) and not _is_ours(plain))


def is_portuguese(text: str) -> bool:
    plain = _plain(text)
    return plain in portuguese() and plain not in DATA and plain.casefold() not in SHARED


@cache
def _translations() -> tuple[str, ...]:
    entries = polib.pofile(str(CATALOGUE)).translated_entries()
    return tuple(text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()) if text)


@cache
def _sources() -> frozenset[str]:
    entries = polib.pofile(str(CATALOGUE))
    return frozenset(_plain(text) for entry in entries for text in (entry.msgid, entry.msgid_plural) if text)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    texts = [text for text in _translations() if _ENGLISH.search(_PLACE.sub("", text))]
    return tuple(re.compile(_PLACE.sub(".*", re.escape(_plain(text)).replace(r"\%", "%"))) for text in texts)


def _is_ours(text: str) -> bool:
    """A translation that holds such a word on purpose: a name, a quotation."""
    return any(pattern.fullmatch(text) for pattern in _patterns())


def _plain(text: str) -> str:
    return " ".join(text.split())
