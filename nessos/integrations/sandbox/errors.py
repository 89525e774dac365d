"""What a twin says when it was told to misbehave, or is misused."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError, NessosError


class SandboxRefused(NessosError):
    code = "sandbox_refused"
    status = 502
    permanent = False
    sentence = _(
        "%(action)s was refused: the sandbox is told to fail it. Try again, or clear the fault in the sandbox first."
    )


class SandboxSilent(NessosError):
    """Of what is done in our own database: there is no doubt that nothing happened."""

    code = "sandbox_silent"
    status = 502
    permanent = False
    sentence = _(
        "%(action)s gave no answer, and nothing was done: the sandbox is told to keep silent. "
        "Try again, or clear the fault in the sandbox first."
    )


class KeyReused(ConflictError):
    code = "idempotency_key_reused"
    sentence = _("The key %(key)s belongs to %(action)s. Give %(wanted)s a key of its own.")
