"""What is wrong with a prompt is told in sentences, at its line."""

import pytest

from nessos.ai.prompts.checking import prompt_check

VARIABLES = ("name", "notes")
CASES = {
    "# User\n{{ name }} {{ notes }}": ["The section “# System” is missing. Put it on a line of its own."],
    "": [
        "The section “# System” is missing. Put it on a line of its own.",
        "The section “# User” is missing. Put it on a line of its own.",
        "The variable “name” is never used: the model is not told it.",
        "The variable “notes” is never used: the model is not told it.",
    ],
    "# User\n{{ name }} {{ notes }}\n# System\nSort.": [
        "Line 3: The section “# System” comes before “# User”. Put it first."
    ],
    "# System\nSort.\n# User\n{{ name }} {{ notes }}\n# User": [
        "Line 5: The section “# User” stands here again. Keep one of them."
    ],
    "Hello\n# System\n\n# User\n{{ name }} {{ notes }}": [
        "Line 1: What stands before “# System” would be sent to nobody. Move it below.",
        "Line 2: The section “# System” is empty. Write something below it.",
    ],
    "# System\nSort {{ name }}.\n# User\n{{ notes }}": [
        "Line 2: Variables stand in “# User” only: what people wrote must not get among the instructions."
    ],
    "# System\nSort.\n# User\n{{ name }}\n{{ nmae }}\n{{# notes }}{{ notes }}{{/ notes }}": [
        "Line 5: There is no variable “nmae”. There are: name, notes."
    ],
    "# System\nSort.\n# User\n{{ name\n{{ notes }} {{ name }}": [
        "Line 4: This placeholder is not closed. End it with }}."
    ],
    "# System\nSort.\n# User\n{{ name|upper }} {{ name }} {{ notes }}": [
        "Line 4: This is no placeholder: “{{ name|upper }}”. Write {{ name }}, with a name in lower case."
    ],
    "# System\nSort.\n# User\n{{ name }}\n{{# notes }}\n{{ notes }}": [
        "Line 5: The part “{{# notes }}” is not closed. Write {{/ notes }} where it ends."
    ],
    "# System\nSort.\n# User\n{{ name }} {{ notes }}{{/ notes }}": [
        "Line 4: “{{/ notes }}” closes nothing. Remove it, or write {{# notes }} where it begins."
    ],
    "# System\nSort.\n# User\n{{# name }}{{# notes }}{{/ name }}{{/ notes }}": [
        "Line 4: “{{/ name }}” closes another part than the open one, “{{# notes }}”. Close that first.",
        "Line 4: The part “{{# name }}” is not closed. Write {{/ name }} where it ends.",
    ],
    "# System\nSort.\n# User\n{{# name }}\n{{ name }}\n{{# notes }}{{ notes }}{{/ notes }}\n{{/ name }}": [],
}


@pytest.mark.parametrize(("text", "told"), CASES.items())
def test_each_fault_is_told_at_its_line(text: str, told: list[str]) -> None:
    assert [str(fault) for fault in prompt_check(text, VARIABLES)] == told


def test_a_variable_that_is_never_used_is_a_warning_only() -> None:
    (warning,) = prompt_check("# System\nSort.\n# User\n{{ name }}", VARIABLES)
    assert warning.is_warning
    assert str(warning) == "The variable “notes” is never used: the model is not told it."
