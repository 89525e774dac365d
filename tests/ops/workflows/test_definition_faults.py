"""What saving refuses of a document, a step and its place, each with its path and its whole sentence."""

from typing import Any

import pytest

from ops.workflows.checking import steps_check
from tests.ops.workflows.declared import HOUSE
from tests.ops.workflows.faulty import KINDS, Step, Told, agent, gate, query, review, told, wait


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        ("all", [("steps", "Give the steps as a list.")]),
        ([], [("steps", "There is no step. Add one.")]),
        (
            [wait()] * 501,
            [("steps", "There are 501 steps, more than 500. Split the workflow into several.")],
        ),
        ([7], [("steps[0]", "Give a step as an object.")]),
        ([{"type": "delay", 1: 2}], [("steps[0]", "Give a step as an object.")]),
        (
            [wait(until="\0")],
            [
                (
                    "steps[0]",
                    "This text holds a character that cannot be stored. Remove it, or type the text again.",
                )
            ],
        ),
    ],
)
def test_the_document_is_a_list_of_objects(steps: Any, faults: Told) -> None:
    found = steps_check(steps, house=HOUSE)
    assert [(fault.path, fault.message) for fault in found] == faults


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        ({"name": "a"}, [("type", f"Say which kind of step this is. Choose one of these: {KINDS}.")]),
        ({"name": "a", "type": "http_request"}, [("type", f"There is no such kind of step. Choose one of these: {KINDS}.")]),
        (
            {"type": "sql", "delay_seconds": -1},
            [
                ("type", f"There is no such kind of step. Choose one of these: {KINDS}."),
                ("delay_seconds", "Give 0 or more."),
                ("name", "This is missing. Add it."),
            ],
        ),
        (wait("Wait"), [("name", "A name begins with a small letter and holds small letters, digits and _ only, 63 at most. Change it.")]),
        (wait("a" * 64), [("name", "A name begins with a small letter and holds small letters, digits and _ only, 63 at most. Change it.")]),
        (wait("wait\n"), [("name", "A name begins with a small letter and holds small letters, digits and _ only, 63 at most. Change it.")]),
        (wait("class"), [("name", "“class” is a word of the expressions. Choose another name.")]),
        (wait(name=1), [("name", "Give a text.")]),
        (wait(colour="red"), [("colour", "A step of this kind has no such field. Remove it, or correct its name.")]),
        (wait(depends_on=7), [("depends_on", "Give the names of steps as a list, or one name as a text.")]),
        (wait(depends_on=[["a"]]), [("depends_on", "Give the names of steps as a list, or one name as a text.")]),
        (wait(depends_on=["a"] * 501), [("depends_on", "Name 500 steps at most.")]),
        (wait(delay_seconds=True), [("delay_seconds", "Give a number.")]),
        (wait(delay_seconds=float("nan")), [("delay_seconds", "Give a number.")]),
        (wait(delay_seconds=315_360_001), [("delay_seconds", "Give 315360000 or less.")]),
        (wait(retry_on_failure=1.5), [("retry_on_failure", "Give a whole number.")]),
        (wait(retry_on_failure=101), [("retry_on_failure", "Give 100 or less.")]),
        (wait(retry_delay_seconds=3601), [("retry_delay_seconds", "Give 3600 or less.")]),
        (wait(timeout_seconds=0), [("timeout_seconds", "Give a number above 0.")]),
        (wait(on_failure="ignore"), [("on_failure", "Give one of these: 'fail' or 'continue'.")]),
        (wait(disabled="yes"), [("disabled", "Give true or false.")]),
        (
            wait(when="perhaps"),
            [("when", "Give true, false or one of approved, rejected, timed_out, skipped, any, or an object of such with the names of gates.")],
        ),
        (
            wait(when={}),
            [("when", "Give true, false or one of approved, rejected, timed_out, skipped, any, or an object of such with the names of gates.")],
        ),
        (wait(condition=True), [("condition", "Give a text.")]),
        (wait(condition="1" * 2001), [("condition", "This is too long. Write 2000 characters at most.")]),
        (gate(expression=""), [("expression", "This is empty. Write something.")]),
        ({"name": "a", "type": "condition"}, [("expression", "This is missing. Add it.")]),
        (query("delete"), [("operation", "Give one of these: 'get', 'list', 'count', 'create' or 'update'.")]),
        (query("list", limit=101), [("limit", "Give 100 or less.")]),
        (query("list", limit=0), [("limit", "Give 1 or more.")]),
        (query("list", filter=[1]), [("filter", "Give an object.")]),
        (query("list", order_by=[1]), [("order_by", "Give the names of fields as a list, with - before those to be sorted downwards.")]),
        (agent(params={"description": "x"}, min_confidence=1.1), [("min_confidence", "Give 1 or less.")]),
        (review(assignees="ana"), [("assignees", "Give the persons as a list of user names.")]),
        (review(quorum=0), [("quorum", "Give 1 or more.")]),
    ],
)  # fmt: skip
def test_a_step_has_the_shape_of_its_kind(step: Step, faults: Told) -> None:
    assert told(step) == [(f"steps[0].{path}", sentence) for path, sentence in faults]


# --- Names and order ---------------------------------------------------------------------------------------------
def test_two_steps_cannot_share_a_name() -> None:
    assert told(wait("a"), wait("b"), wait("a")) == [
        ("steps[2].name", "Step 1 is called “a” too. Give each step a name of its own.")
    ]


def test_it_depends_on_steps_that_there_are() -> None:
    assert told(wait("a"), wait("b", depends_on=["a", "c"])) == [
        ("steps[1].depends_on[1]", "There is no step “c”. Choose one of these: a.")
    ]


def test_steps_do_not_wait_for_each_other() -> None:
    assert told(wait("a", depends_on="c"), wait("b"), wait("c"), wait("d", depends_on=["d"])) == [
        (
            "steps[0].depends_on",
            "These steps wait for each other: a → c → b → a. Take one of them out of the depends_on of another.",
        ),
        ("steps[3].depends_on", "A step cannot wait for itself. Take it out of depends_on."),
    ]


def test_a_later_step_may_be_waited_for() -> None:
    assert told(wait("a", depends_on=["b"]), wait("b", depends_on=[])) == []


# --- Gates -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        (
            [wait("a"), wait("b", when=False)],
            [("steps[1].when", "It asks for a result, but waits for no condition or review. Name one in depends_on.")],
        ),
        (
            [gate("a"), gate("b", depends_on=[]), wait("c", depends_on=["a", "b"], when=False)],
            [("steps[2].when", 'It waits for several conditions or reviews. Say which is asked: {"a": …, "b": …}.')],
        ),
        (
            [gate("a"), wait("b", when={"a": False, "c": True})],
            [("steps[1].when.c", "It does not wait for a condition or review called “c”. Choose one of these: a.")],
        ),
        (
            [gate("a"), wait("b", when="rejected")],
            [("steps[1].when", "“a” never gives that. Ask for one of these: true, false, skipped, any.")],
        ),
        (
            [review(), wait("b", when={"review": False})],
            [
                (
                    "steps[1].when.review",
                    "“review” never gives that. Ask for one of these: approved, rejected, timed_out, skipped, any.",
                )
            ],
        ),
        (
            [gate("a", disabled=True), wait("b", when=False)],
            [("steps[0].disabled", "“b” asks for its result in “when”. Leave it on, or take it out of that “when”.")],
        ),
        (
            [gate("a", disabled=True), gate("c", depends_on=[]), wait("b", depends_on=["a", "c"], when={"a": False})],
            [("steps[0].disabled", "“b” asks for its result in “when”. Leave it on, or take it out of that “when”.")],
        ),
        (
            [gate("a", disabled=True), wait("off", disabled=True), wait("b", when=True)],
            [("steps[0].disabled", "“b” asks for its result in “when”. Leave it on, or take it out of that “when”.")],
        ),
    ],
)  # fmt: skip
def test_when_asks_something_of_a_gate_that_is_on(steps: list[Step], faults: Told) -> None:
    assert told(*steps) == faults


@pytest.mark.parametrize(
    "steps",
    [
        [gate(), wait(when=False)],
        [gate(), wait(when=True), wait("after", depends_on=["gate"], when="any")],
        [review(), wait(when="rejected"), wait("after", depends_on=["review"], when={"review": "timed_out"})],
        [gate("a"), gate("b", depends_on=[]), wait("c", depends_on=["a", "b"], when={"a": False})],
        [gate("a"), wait("off", disabled=True), wait("b", when=False)],
        [gate("a", disabled=True), wait("b")],
        [gate("a", disabled=True), wait("b", when=False, disabled=True)],
    ],
)
def test_what_when_may_ask(steps: list[Step]) -> None:
    assert told(*steps) == []
