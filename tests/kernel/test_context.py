import pytest

from nessos.kernel.context import Context, current, trace_accept, trace_ensure, working_for


def test_work_inside_the_block_has_its_context_and_the_rest_has_not() -> None:
    with working_for(Context(trace_id="inside-the-block")):
        assert current().trace_id == "inside-the-block"
    assert current().trace_id == ""


def test_a_trace_is_made_once() -> None:
    with working_for(Context()):
        assert trace_ensure() == trace_ensure() != ""


@pytest.mark.parametrize("given", ["req-12345678", "0123456789abcdef0123456789abcdef", "A.b_c-d.e"])
def test_a_sane_request_id_is_taken_over(given: str) -> None:
    assert trace_accept(given) == given


@pytest.mark.parametrize(
    "given", [None, "", "short", "x" * 65, "with space in it", "new\nline-injected", "<script>12345"]
)
def test_any_other_is_replaced(given: str | None) -> None:
    made = trace_accept(given)
    assert made != given
    assert len(made) == 32
