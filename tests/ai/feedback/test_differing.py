"""What counts as an edit, and where it stands."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nessos.ai.feedback.differing import diff_make, is_same, pointer_read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 10}, {"a": 10.0}),
        ({"a": " text\n"}, {"a": "text"}),
        ({"a": "two\r\nlines"}, {"a": "two\nlines"}),
        ({"a": "e\u0301"}, {"a": "é"}),
        ([], []),
    ],
)
def test_what_means_the_same_is_no_edit(old: Any, new: Any) -> None:
    assert diff_make(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"a": 1}, {"a": True}, [{"path": "/a", "old": 1, "new": True}]),
        ({"a": 1}, {"a": None}, [{"path": "/a", "old": 1, "new": None}]),
        ({"a": 1}, {}, [{"path": "/a", "old": 1}]),
        ({}, {"a": 1}, [{"path": "/a", "new": 1}]),
        ({"a": {"b": "x"}}, {"a": {"b": "y"}}, [{"path": "/a/b", "old": "x", "new": "y"}]),
        ({"a/b~c": 1}, {"a/b~c": 2}, [{"path": "/a~1b~0c", "old": 1, "new": 2}]),
        (["x", "y", "z"], ["y", "z"], [{"path": "/0", "old": "x"}]),
        (["y", "z"], ["x", "y", "z"], [{"path": "/0", "new": "x"}]),
        (["x", "y"], ["x", "w"], [{"path": "/1", "old": "y", "new": "w"}]),
        (["a b"], ["a  b"], [{"path": "/0", "old": "a b", "new": "a  b"}]),
        (51, 52, [{"path": "", "old": 51, "new": 52}]),
    ],
)
def test_each_change_is_told_with_its_place(old: Any, new: Any, changes: list[dict[str, Any]]) -> None:
    assert diff_make(old, new) == changes


@given(JSON, JSON)
def test_there_is_a_change_where_two_values_differ_and_nowhere_else(old: Any, new: Any) -> None:
    assert bool(diff_make(old, new)) == (not is_same(old, new))
    assert diff_make(old, old) == []


@given(JSON, JSON)
def test_a_place_that_was_changed_and_stands_leads_to_what_stands_there(old: Any, new: Any) -> None:
    for change in diff_make(old, new):
        if "new" in change:
            assert is_same(pointer_read(new, change["path"]), change["new"])
