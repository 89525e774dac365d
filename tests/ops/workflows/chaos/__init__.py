import pytest

# Its assertions tell what they compared, as those of a test do.
pytest.register_assert_rewrite("tests.ops.workflows.chaos.judging")
