"""Which language an answer is written in: the house speaks Portuguese, its programming interface English."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

#: Programs ask here, not people.
PROGRAM_PATHS = ("/api/", "/webhooks/", "/healthz", "/readyz", "/metrics")
PROGRAM_LANGUAGE = "en"


def is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith(PROGRAM_PATHS)


def person_language(request: HttpRequest) -> str:
    """What was chosen on the page, else the house's own: a browser that was installed in English has chosen nothing."""
    try:
        return translation.get_supported_language_variant(
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        )
    except LookupError:
        return settings.LANGUAGE_CODE


def program_language(request: HttpRequest) -> str:
    """The first language of ``Accept-Language`` that we speak, else English: no cookie, no default of the house."""
    for wanted, _quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if wanted == "*":
            break
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return PROGRAM_LANGUAGE


def language_of(request: HttpRequest) -> str:
    """The language in which to answer this request, whether or not the middleware has been reached."""
    if is_program(request):
        return program_language(request)
    return translation.get_language() or settings.LANGUAGE_CODE
