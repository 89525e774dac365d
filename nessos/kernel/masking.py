"""Personal data and secrets out of any text that a log line, an error column or a screen of ours will keep.

Leaning to the safe side: a number that could be a CPF or a telephone goes, identifiers, times, durations and
addresses of machines stay. Every pattern is bounded or never steps back, so the time grows with the text alone.
"""

import re
from collections.abc import Callable

from nessos.kernel.documents.phones import DDDS
from nessos.kernel.documents.taxpayers import cnpj_is_valid, cpf_is_valid

# --- Secrets ------------------------------------------------------------------------------------------------------
_SECRET_NAMES = (
    "password|passwd|passphrase|senha|secret|secret_?key|private_?key|api[_-]?key|access_?key|access[_-]?token"
    "|refresh[_-]?token|client[_-]?token|client[_-]?secret|verify[_-]?token|csrfmiddlewaretoken|token|sessionid"
    "|authorization|signature|x-hub-signature(?:-256)?"
)
# Once a quote is open the value runs to its end, or to the end of the text: a cut-off line hides nothing less.
_SECRET_VALUE = (
    r'(?P<escaped>\\")(?:[^"\\]|\\\\\\.|\\(?!"))*+(?:\\")?'
    r"|(?P<escaped_single>\\')(?:[^'\\]|\\\\\\.|\\(?!'))*+(?:\\')?"
    r'|(?P<double>[bru]?")(?:[^"\\]|\\.)*+"?'
    r"|(?P<single>[bru]?')(?:[^'\\]|\\.)*+'?"
    r"|\[secret\]"
    r"|(?:(?:bearer|basic|token)\s{1,4})?[^\s&,;\"'<>()\[\]{}\\]++"
)
#: One of these stands in every text that ``_SECRET`` matches: most lines are spared the search.
_SECRET_HINTS = (
    "pass", "senha", "secret", "key", "token", "session", "authorization", "signature", "bearer", "basic", "://",
    "sk-", "sk_", "pk_", "rk_", "whsec_", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "xox", "app_usr-", "ness_",
    "nessos_", "eaa", "eyj",
)  # fmt: skip
_SECRET = re.compile(
    rf"(?P<name>(?:{_SECRET_NAMES})\\?[\"']?\s{{0,4}}(?:[=:]|%3[dD])\s{{0,4}})(?:{_SECRET_VALUE})"
    r"|(?P<scheme>\b(?:bearer|basic)\s{1,4})[\w.~+/=\-]{8,}+"
    r"|(?P<login>://[^\s/:@]{0,128}+:)[^\s/@]{1,256}+(?=@)"
    r"|\b(?:sk-|(?:sk|pk|rk)_(?:live|test)_|whsec_|gh[opsu]_|github_pat_|xox[abpr]-|APP_USR-|nessos_|ness_)"
    r"[\w\-]{12,}+"
    r"|\bEAA[A-Za-z0-9]{24,}+"
    r"|\beyJ[\w\-]{8,}+\.[\w\-]{8,}+\.[\w\-]*+",
    re.IGNORECASE | re.DOTALL,
)

# --- E-mail -------------------------------------------------------------------------------------------------------
_EMAIL = re.compile(
    r"(?:[^\s@\"'<>()\[\],;:\\=&/?%|]|%(?!40)[0-9A-Fa-f]{2}){1,64}+(?:@|%40)"
    r"(?:[^\W_](?:[\w\-]{0,61}+)\.){1,8}(?:[^\W\d_]|xn--[\w\-]|-){2,63}+"
)

# --- What looks like a number of a person and is none ---------------------------------------------------------------
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_KEEP = re.compile(
    # UUIDs, and hexadecimal ids and digests: at least one letter, or the run could be anybody's number.
    r"((?<![0-9A-Za-z])[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?=[0-9]{0,127}[A-Fa-f])[0-9A-Fa-f]{16,128}(?![0-9A-Za-z])"
    # Dates and times: ISO 8601 and its cousins in logs.
    r"|(?<!\d)(?:19|20)\d\d[-/][01]\d[-/][0-3]\d"
    r"(?:[T _]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?Z|[+-]\d\d:?\d\d)?)?(?!\d)"
    # IPv4, with or without a port.
    rf"|(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?::\d{{1,5}})?(?![\w.]|[/\-]\w{{4}}))"
)

# --- Numbers ------------------------------------------------------------------------------------------------------
#: What people and encoders put between two groups of digits.
_GAP = r"(?:[\s.\-()+\u2010-\u2015\u00ad\u200b]|%20|%2[89bBdD]|%E2%80%93){0,3}"
_DASH = r"[\s.\-\u2010-\u2015]?"
_SLASH = r"(?:\\?/|%2[fF]|[\s.\-])?"
#: Not inside a longer run of digits, and not the decimals of a number such as a duration, nor what has decimals.
_START = r"(?<!\d)(?!(?<=\d\.)\d{9,}(?!\d))(?!\d{10}\.\d)"
_END = r"(?!\d)"

_CNPJ = re.compile(
    rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{2}}{_DASH}[0-9A-Za-z]{{3}}{_DASH}[0-9A-Za-z]{{3}}{_SLASH}[0-9A-Za-z]{{4}}{_DASH}\d\d{_END}"
    rf"|(?<!\d)\d\d{_DASH}\d{{3}}{_DASH}\d{{3}}{_SLASH}\d{{4}}{_DASH}\d\d{_END}"
)
_CNPJ_SHAPE = re.compile(r"\w\w\.?\w{3}\.?\w{3}(?:\\?/|%2[fF])\w{4}[\-\u2010-\u2015]?\d\d")
_CPF = re.compile(rf"{_START}\d{{3}}{_DASH}\d{{3}}{_DASH}\d{{3}}(?:/|%2[fF]|{_DASH})\d\d{_END}")
_CPF_SHAPE = re.compile(r"\d{3}\.\d{3}\.\d{3}\D{1,3}\d\d|\d{9}[\-\u2010-\u2015/]\d\d")
_NOT_ALNUM = re.compile(r"%2[fF]|[^0-9A-Za-z]")

_DDD = f"(?:{'|'.join(sorted(DDDS))})"
_LOCAL = rf"(?:9{_GAP}\d{{4}}|[2-9]\d{{3}}){_GAP}\d{{4}}"
_PHONE = re.compile(
    # Brazilian: country code and trunk or carrier prefix may stand before the area code.
    rf"(?=[\d(+%]){_START}(?:(?:\+|%2[bB]|00)?55{_GAP})?(?:\(|%28)?(?:0[\s\-()]{{0,2}}(?:\d\d{_GAP})?)?{_DDD}{_GAP}{_LOCAL}{_END}"
    # With the sign of a country code: any country, any grouping.
    r"|(?:\+|%2[bB])\(?[1-9]\d{0,2}(?:[\s.\-()\u2010-\u2015]{0,2}\d){6,12}(?!\d)"
    # Without an area code only as a mobile with its dash: "3333-4444" could be two years.
    rf"|{_START}9\d{{4}}[\-\u2010-\u2015]\d{{4}}{_END}"
)


#: What stands in the place of something found: called with its kind (``email``, ``cpf``, …) and what was found.
Instead = Callable[[str, str], str]


def mask(text: str, *, instead: Instead = lambda kind, _found: f"[{kind}]") -> str:
    """The text with ``[secret]``, ``[email]``, ``[cnpj]``, ``[cpf]`` and ``[phone]`` in the places of such data.

    Masking twice changes nothing more. ``instead`` writes something else in those places; secrets are always hidden.
    """
    lowered = text.lower()
    masked = _SECRET.sub(_secret_hide, text) if any(hint in lowered for hint in _SECRET_HINTS) else text
    if "@" in masked or "%40" in masked:
        masked = _EMAIL.sub(lambda match: instead("email", match[0]), masked)
    # Odd pieces are what is kept; the numbers of people are looked for in between.
    pieces = _KEEP.split(masked)
    pieces[::2] = [_numbers_hide(piece, instead) for piece in pieces[::2]]
    return "".join(pieces)


def _secret_hide(match: re.Match[str]) -> str:
    before = match["name"] or match["scheme"] or match["login"] or ""
    quote = match["escaped"] or match["escaped_single"] or match["double"] or match["single"] or ""
    return f"{before}{quote}[secret]{quote.lstrip('bruBRU')}"


def _numbers_hide(text: str, instead: Instead) -> str:
    # The longest kind first: a telephone's pattern would find itself inside a CNPJ's digits.
    text = _CNPJ.sub(lambda match: instead("cnpj", match[0]) if _is_cnpj(match[0]) else match[0], text)
    text = _CPF.sub(lambda match: instead("cpf", match[0]) if _is_cpf(match[0]) else match[0], text)
    return _PHONE.sub(lambda match: instead("phone", match[0]), text)


def _is_cnpj(found: str) -> bool:
    """Spelled as only a CNPJ is, or bare with the right check digits: a bare wrong one may be a time or an id."""
    return _CNPJ_SHAPE.fullmatch(found) is not None or cnpj_is_valid(_NOT_ALNUM.sub("", found).upper())


def _is_cpf(found: str) -> bool:
    return _CPF_SHAPE.fullmatch(found) is not None or cpf_is_valid(_NOT_ALNUM.sub("", found))
