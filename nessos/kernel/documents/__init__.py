"""Brazilian documents and addresses: one canonical spelling each, one error with a sentence.

``*_normalize`` take what a person typed or pasted and answer the spelling that is stored, or raise Django's
``ValidationError``, so that forms, the API and models share the sentence; it never repeats what was typed.
``*_format`` spell the stored form for people.
"""

from nessos.kernel.documents.addresses import (
    UFS,
    cep_format,
    cep_normalize,
    email_characters_validate,
    email_normalize,
    uf_normalize,
)
from nessos.kernel.documents.phones import phone_format, phone_normalize, phone_variants
from nessos.kernel.documents.taxpayers import (
    cnpj_format,
    cnpj_is_valid,
    cnpj_normalize,
    cpf_format,
    cpf_is_valid,
    cpf_normalize,
    document_format,
    document_normalize,
)

__all__ = [
    "UFS",
    "cep_format",
    "cep_normalize",
    "cnpj_format",
    "cnpj_is_valid",
    "cnpj_normalize",
    "cpf_format",
    "cpf_is_valid",
    "cpf_normalize",
    "document_format",
    "document_normalize",
    "email_characters_validate",
    "email_normalize",
    "phone_format",
    "phone_normalize",
    "phone_variants",
    "uf_normalize",
]
