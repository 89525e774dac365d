"""What changed between two texts: lines, and the words in them; long equal stretches are counted, not shown."""

from nessos.ai.prompts.differing import texts_compare


def test_equal_texts_have_no_difference() -> None:
    assert texts_compare("a\nb\n", "a\nb\n").is_empty


def test_changed_words_are_marked_and_nothing_is_added_around_them() -> None:
    (row,) = texts_compare("from 80 to <b>100</b>", "from 85 to <b>100</b>").rows
    assert row.left is not None
    assert row.right is not None
    assert row.left.marked == "from <mark>80</mark> to &lt;b&gt;100&lt;/b&gt;"
    assert row.right.marked == "from <mark>85</mark> to &lt;b&gt;100&lt;/b&gt;"


def test_lines_that_came_or_went_stand_on_one_side() -> None:
    difference = texts_compare("a\nb\nc", "a\nc\nd")
    told = [(row.left and row.left.number, row.right and row.right.number) for row in difference.rows]
    assert told == [(1, 1), (2, None), (3, 2), (None, 3)]
    assert (difference.added, difference.removed) == (1, 1)


def test_long_equal_stretches_are_counted() -> None:
    lines = [str(number) for number in range(30)]
    changed = [*lines[:15], "new", *lines[15:]]
    rows = texts_compare("\n".join(lines), "\n".join(changed)).rows
    assert [row.skipped for row in rows if row.skipped] == [12, 12]
    assert len(rows) == 2 + 3 + 1 + 3
