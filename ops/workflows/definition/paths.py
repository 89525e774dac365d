"""Fields that name a path: ``steps.write.output``, or the same as ``{{ steps.write.output }}``."""

import re

from ops.workflows.expressions import Expression, NotAllowedError, Path
from ops.workflows.values import text_parse

_PATH = re.compile(
    r"""[a-z]+ (?: \.[A-Za-z_][A-Za-z0-9_]* | \[-?[0-9]+\] | \["[^"\\]*"\] | \['[^'\\]*'\] )*""", re.VERBOSE
)


def path_template(text: str) -> str:
    """The template that gives what is at the path."""
    return text if "{{" in text else f"{{{{ {text} }}}}"


def path_of(text: str) -> Path | None:
    """The path, where the text is nothing but one."""
    try:
        parts = text_parse(path_template(text))
    except NotAllowedError:
        return None
    if len(parts) != 1 or not isinstance(parts[0], Expression) or not _PATH.fullmatch(parts[0].text.strip()):
        return None
    return next(iter(parts[0].paths()), None)
