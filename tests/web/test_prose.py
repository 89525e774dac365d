"""How the Markdown of policies is shown to who has to accept them."""

from nessos.web.prose import prose_write


def test_headings_lists_and_paragraphs_are_shown_as_such() -> None:
    text = "# Regras\n\nLeia **tudo**\ncom calma.\n\n- um\n- dois\n\n1. primeiro\n2) segundo"
    assert prose_write(text).splitlines() == [
        "<h3>Regras</h3>",
        "<p>Leia <strong>tudo</strong><br>com calma.</p>",
        "<ul><li>um</li><li>dois</li></ul>",
        "<ol><li>primeiro</li><li>segundo</li></ol>",
    ]


def test_markup_in_the_text_stays_text() -> None:
    written = prose_write("# <script>alert(1)</script>\n\n- <b>x</b>\n\n[aqui](javascript:alert(1))")
    assert "<script>" not in written
    assert "<b>" not in written
    assert "<a" not in written
    assert "&lt;script&gt;" in written
