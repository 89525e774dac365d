"""The catalogue of translations: what is found in the source, and which faults are named."""

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import gettext, override, pgettext

from nessos.management.translating.catalogue import Catalogue
from nessos.management.translating.message import Message
from nessos.management.translating.python import find_in_python
from nessos.management.translating.templates import find_bare_texts, find_in_template

TEMPLATE = """{% load i18n %}{# translate "no" #}
{% translate "Save" %} {% translate "May" context "month" %} {% translate name %}
{{ title|default:_("No title") }} {% translate '100% "sure"' as sure %}
{% blocktranslate trimmed count n=rows %}
    One row by {{ name }}
{% plural %}
    {{ n }} rows, 5% off
{% endblocktranslate %}
"""


def _find_template(folder: Path, source: str) -> list[Message]:
    path = folder / "page.html"
    path.write_text(source)
    return [found.message for found in find_in_template(path, "page.html")]


def test_every_form_of_marking_in_a_template_is_found(tmp_path: Path) -> None:
    assert _find_template(tmp_path, TEMPLATE) == [
        Message("Save"),
        Message("May", context="month"),
        Message("No title"),
        Message('100%% "sure"'),
        Message("One row by %(name)s", "%(n)s rows, 5%% off"),
    ]


def test_every_form_of_marking_in_python_is_found(tmp_path: Path) -> None:
    path = tmp_path / "models.py"
    path.write_text(
        '_("A long " "sentence.")\ngettext_lazy("Lead")\nngettext("%(n)s row", "%(n)s rows", n)\n'
        'pgettext("month", "May")\n_(computed)\ntranslation.gettext(f"no {word}")\n'
    )
    assert [found.message for found in find_in_python(path, "models.py")] == [
        Message("A long sentence."),
        Message("Lead"),
        Message("%(n)s row", "%(n)s rows"),
        Message("May", context="month"),
    ]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ('<a title="Go back" href="/app/">←</a>', ["Go back"]),
        ("<p>{% translate 'Hello' %} 12 h</p>", []),
        ('<span class="material-symbols-outlined">menu</span>', []),
        ("<script>let word = 1</script><style>p { color: red }</style>", []),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %} &nbsp;", []),
        ('<p x-show="rows > none">{# a note #}</p>{% comment %}more{% endcomment %}', []),
    ],
)
def test_words_that_nobody_marked_are_named(tmp_path: Path, html: str, words: list[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"\n{html}")
    assert list(find_bare_texts(path, "page.html")) == [
        f"page.html:2: {word!r} is not marked for translation. Put it into {{% translate %}}."
        for word in words
    ]


Planting = Callable[[polib.POFile], object]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A small house with one text, translated."""
    (tmp_path / "growth").mkdir()
    (tmp_path / "growth" / "models.py").write_text('_("%(n)s new leads")\n')
    made = Catalogue(tmp_path)
    made.collect()
    _plant(made, lambda po: _say(po, "%(n)s leads novos"))
    for entry in (po := polib.pofile(str(made.po_path))):
        entry.msgstr = entry.msgstr or ("" if entry.msgid_plural else entry.msgid)
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, entry.msgid)
    po.save()
    made.compile()
    return made


def _plant(catalogue: Catalogue, planting: Planting) -> None:
    po = polib.pofile(str(catalogue.po_path))
    planting(po)
    po.save()


def _say(po: polib.POFile, text: str, *, fuzzy: bool = False) -> None:
    entry = po.find("%(n)s new leads")
    entry.msgstr = text
    entry.flags = ["fuzzy"] if fuzzy else []


def test_a_whole_catalogue_has_no_fault(catalogue: Catalogue) -> None:
    assert list(catalogue.find_faults()) == []


@pytest.mark.parametrize(
    ("planting", "fault"),
    [
        (
            lambda po: _say(po, ""),
            "'%(n)s new leads' has no translation. Write one in django.po, then run manage.py translations compile.",
        ),
        (
            lambda po: _say(po, "%(n)s leads novos", fuzzy=True),
            "'%(n)s new leads' is marked as fuzzy. Translate it and unmark it.",
        ),
        (
            lambda po: _say(po, "leads novos"),
            "'%(n)s new leads' and 'leads novos' do not have the same places for data. Use the same ones.",
        ),
        (
            lambda po: _say(po, "%(n)s leads novos "),
            "'%(n)s new leads' and '%(n)s leads novos ' do not begin and end with the same white space.",
        ),
        (
            lambda po: _say(po, "%(n)s novos leads"),
            "django.mo is not what django.po says. Run manage.py translations compile.",
        ),
        (
            lambda po: po.append(polib.POEntry(msgid="Gone", msgstr="Foi-se")),
            "'Gone' stands in the catalogue and nowhere else. Run manage.py translations collect.",
        ),
        (
            lambda po: po.remove(po.find("%(n)s new leads")),
            "growth/models.py:1: '%(n)s new leads' is not in the catalogue. Run manage.py translations collect.",
        ),
    ],
)
def test_a_fault_of_the_catalogue_is_named(catalogue: Catalogue, planting: Planting, fault: str) -> None:
    _plant(catalogue, planting)
    assert fault in list(catalogue.find_faults())


def test_collecting_keeps_translations_and_drops_what_is_gone(catalogue: Catalogue) -> None:
    _plant(catalogue, lambda po: po.append(polib.POEntry(msgid="Gone", msgstr="Foi-se")))
    (catalogue.root / "growth" / "models.py").write_text('_("%(n)s new leads")\n_("Score")\n')
    assert catalogue.collect() == (1, 1)
    po = polib.pofile(str(catalogue.po_path))
    assert (po.find("%(n)s new leads").msgstr, po.find("Score").msgstr, po.find("Gone")) == (
        "%(n)s leads novos",
        "",
        None,
    )


def test_our_own_catalogue_is_whole() -> None:
    assert list(Catalogue(settings.BASE_DIR).find_faults()) == []


def test_english_stays_english_beside_the_portuguese() -> None:
    template = Template('{% load i18n %}{% translate "Save" %} {% translate "Type to search" %}')
    with override("en"):
        assert template.render(Context()) == "Save Type to search"
    with override("pt-br"):
        assert template.render(Context()) == "Salvar Digite para pesquisar"


def test_no_portuguese_is_left_when_the_interface_is_english() -> None:
    entries = polib.pofile(str(Catalogue(settings.BASE_DIR).po_path))
    with override("en"):
        said = {
            entry.msgid: pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else gettext(entry.msgid)
            for entry in entries
        }
    assert {source: text for source, text in said.items() if source != text} == {}
