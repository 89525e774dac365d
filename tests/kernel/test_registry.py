import pytest

from nessos.kernel.registry import RegistrationError, Registry


def test_what_is_registered_is_found_by_name_in_order() -> None:
    registry: Registry[int] = Registry("thing")
    registry.register("b", 2)
    registry.register("a", 1)
    assert (list(registry), registry.names(), registry["a"], registry.get("c")) == (
        [1, 2],
        ["a", "b"],
        1,
        None,
    )
    assert "a" in registry
    assert len(registry) == 2


def test_a_name_twice_stops_the_start_with_a_sentence() -> None:
    registry: Registry[int] = Registry("thing")
    registry.register("a", 1)
    with pytest.raises(
        RegistrationError, match=r"^The thing 'a' is registered twice: by 1 and 2\. Rename one\.$"
    ):
        registry.register("a", 2)


def test_no_name_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(RegistrationError, match=r"^A thing has no name: 1\. Give it one\.$"):
        Registry[int]("thing").register("", 1)
