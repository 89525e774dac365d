"""The base of every error that we raise ourselves."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NessosError(Exception):
    """An error owns its sentence: what happened, with which data, and what to do next.

    A subclass sets ``sentence`` with named ``%(…)s`` places and is raised with just the data. ``code`` is stable
    and may be matched by programs; ``permanent`` says whether trying the same again can help.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    permanent: ClassVar[bool] = True
    sentence: ClassVar[str | Promise] = _("Something went wrong.")

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(data)

    def __str__(self) -> str:
        return str(self.sentence) % self.data


class ForbiddenError(NessosError):
    code = "forbidden"
    status = 403
    sentence = _("You may not do this. Ask an administrator for the permission %(permission)s.")


class ConflictError(NessosError):
    code = "conflict"
    status = 409
    sentence = _("This is no longer as you saw it. Load it again and repeat your change.")
