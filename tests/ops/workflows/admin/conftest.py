"""What the desk's pages of the engine are tested with."""

from tests.ops.workflows.engine.conftest import engine  # noqa: F401  (a fixture)
from tests.ops.workflows.engine.probing import probe  # noqa: F401  (a fixture)
