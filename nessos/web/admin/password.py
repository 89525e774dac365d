"""Forms around passwords, in the desk's look."""

from typing import Any

from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from unfold.widgets import BASE_INPUT_CLASSES


def _dress(form: Any) -> None:
    for field in form.fields.values():
        field.widget.attrs["class"] = " ".join(BASE_INPUT_CLASSES)


class ResetForm(PasswordResetForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic for the type checker alone
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)
