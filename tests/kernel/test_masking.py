import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nessos.kernel import documents
from nessos.kernel.documents.phones import DDDS
from nessos.kernel.masking import mask

DIGITS = "0123456789"
NEIGHBOURS = ["", " ", ".", ",", ":", ";", "=", "(", ")", '"', "'", "/", "#", "-", "_", "\n", "x", "\u200b"]
BEFORE = st.sampled_from([*NEIGHBOURS, "1."])
AFTER = st.sampled_from(NEIGHBOURS)
WORDS = st.text(" abcxyzÀ:,;.!?\n\"'()[]{}", max_size=20)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CPF 529.982.247-25.", "CPF [cpf]."),
        ("cpf=52998224725&x", "cpf=[cpf]&x"),
        ("529982247-25, 529 982 247 25; 529.982.247/25", "[cpf], [cpf]; [cpf]"),
        ("a mistyped 123.456.789-00", "a mistyped [cpf]"),
        ("CNPJ 11.222.333/0001-81 ou 11222333000181", "CNPJ [cnpj] ou [cnpj]"),
        ("12.ABC.345/01DE-35 12ABC34501DE35 12abc34501de35", "[cnpj] [cnpj] [cnpj]"),
        ("/clients/11.222.333%2F0001-81/", "/clients/[cnpj]/"),
        ("(11) 98765-4321", "[phone]"),
        ("11987654321 11 98765-4321 11 8765-4321", "[phone] [phone] [phone]"),
        ("1133334444, 11 3333-4444, 98765-4321", "[phone], [phone], [phone]"),
        ("011 98765 4321, 0 15 11 98765-4321", "[phone], [phone]"),
        ("+5511987654321 5511987654321 551187654321", "[phone] [phone] [phone]"),
        ("+55 (11) 9 8765\u20114321", "[phone]"),
        ("whatsapp:+5511987654321#2", "whatsapp:[phone]#2"),
        ("%2B5511987654321 and %2811%29+98765-4321", "[phone] and [phone]"),
        ("+1 212-555-0100 or +351 912 345 678", "[phone] or [phone]"),
        ("5511987654321@s.whatsapp.net", "[email]"),
        ('"Maria" <maria.silva+x@exemplo.com.br>', '"Maria" <[email]>'),
        ("Key (email)=(maria@example.com) exists", "Key (email)=([email]) exists"),
        ("?mail=maria%40example.com&x", "?mail=[email]&x"),
        ("joão@exämple.com", "[email]"),
        ("write to maria@example.com.br.", "write to [email]."),
        ("1.529.982.247-25 2.11 98765-4321.3", "1.[cpf] 2.[phone].3"),
        ("Authorization: Bearer abc.def-123", "Authorization: [secret]"),
        ("got Bearer abcdefgh1234, refused", "got Bearer [secret], refused"),
        ('{"password": "a \\"b\\" c", "x": 1}', '{"password": "[secret]", "x": 1}'),
        ("{'token': 'abc', 'x': 1}", "{'token': '[secret]', 'x': 1}"),
        (r'"{\"senha\": \"it\'s\", \"y\": 1}"', r'"{\"senha\": \"[secret]\", \"y\": 1}"'),
        ("?token=abc%20def&page=2", "?token=[secret]&page=2"),
        ('cut off: password="hunter', 'cut off: password="[secret]"'),
        ("sk-proj-abcdefghijklmnop", "[secret]"),
        ("postgres://user:p4ss@db.example.com/x", "postgres://user:[secret]@db.example.com/x"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "[secret]"),
    ],
)
def test_personal_data_and_secrets_go(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000",
        "run 00000000-0000-4000-8000-551198765432 ended",
        "0192f3a4-5b6c-7d8e-9f00-119876543210",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "2026-11-20T12:47:00.123456+00:00 2026-11-20 12:47:00,123 2026-11-20",
        "[20/Nov/2026 12:47:00] 20261120124700 20261120T124700Z",
        "127.0.0.1:54321 192.168.100.20 [::1]:8000",
        "port 5432, pid 12345, id=123456789, 1 of 1000000",
        "12.345s 0.52998224725 0.11987654321 98765.4321 ms 1763600000.123",
        "R$ 1.234.567,89 = 1,234,567.89",
        "2025-2026, 12 34 56, v5.2.1, lead-scoring@2",
        "prompt_tokens=1200 max_tokens: 4096, the token was refused, passwordless",
        'File "/srv/nessos/kernel/masking.py", line 123, in mask',
        "/api/v1/leads/0192f3a4-5b6c-7d8e-9f00-119876543210/ 200 in 12.3 ms",
        "",
    ],
)
def test_what_speaks_of_nobody_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text("0159+-()./@ab%2:=\"'\\ token", max_size=60))
def test_masking_twice_changes_nothing_more_in_dense_text(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    BEFORE,
    st.text(DIGITS, min_size=9, max_size=9).filter(lambda base: len(set(base)) > 1),
    st.booleans(),
    AFTER,
)
def test_no_cpf_survives_in_any_sentence(before: str, base: str, punctuated: bool, after: str) -> None:
    cpf = next(full for last in range(100) if documents.cpf_is_valid(full := f"{base}{last:02}"))
    written = documents.cpf_format(cpf) if punctuated else cpf
    decimals = before == "1."  # glued to a digit it is another number
    assert decimals or written not in mask(f"the cpf {before}{written}{after} here")


@given(BEFORE, st.text(DIGITS + "ABCXYZ", min_size=12, max_size=12), st.booleans(), AFTER)
def test_no_cnpj_survives_in_any_sentence(before: str, base: str, punctuated: bool, after: str) -> None:
    valid = [full for last in range(100) if documents.cnpj_is_valid(full := f"{base}{last:02}")]
    for cnpj in valid:
        written = documents.cnpj_format(cnpj) if punctuated else cnpj
        # With a letter before it, nobody can tell where a CNPJ of letters begins.
        glued = before == "x" and not cnpj.isdigit()
        assert glued or written not in mask(f"the cnpj {before}{written}{after} here")


@given(
    WORDS,
    st.sampled_from(["", "+55", "55", "+55 ", "0", "0055 "]),
    st.sampled_from(sorted(DDDS)),
    st.sampled_from(["{}", "({})", "({}) ", "{} ", "{}-", "{}."]),
    st.from_regex(r"9?[2-9][0-9]{3}", fullmatch=True),
    st.sampled_from(["", "-", " ", ".", "\u2013"]),
    st.text(DIGITS, min_size=4, max_size=4),
    WORDS,
)
def test_no_phone_survives_in_any_sentence(
    before: str, country: str, area: str, brackets: str, head: str, gap: str, tail: str, after: str
) -> None:
    masked = mask(f"{before} tel {country}{brackets.format(area)}{head}{gap}{tail} {after}")
    assert not re.search(r"\d{4}", masked.replace("0055 ", ""))  # one that is a CPF too goes as that


@given(
    BEFORE,
    st.from_regex(r"[a-z0-9][a-z0-9._+-]{0,20}@[a-z0-9]{1,10}\.(com|com\.br|org)", fullmatch=True),
    AFTER,
)
def test_no_address_survives_in_any_sentence(before: str, address: str, after: str) -> None:
    assert "@" not in mask(f"write to {before}{address}{after} now")


@given(st.uuids(), st.datetimes())
def test_ids_and_times_stay_whatever_their_digits(some_id: object, moment: object) -> None:
    text = f"run {some_id} at {moment} ended"
    assert mask(text) == text


HOSTILE = [
    "a", "1", "9", "a@", "a.@", "a@a.a.", "a@-", '"', 'token="', 'token=\\"', 'token="\\"', "token=", "token    ",
    "://a:", "11 ", "1 ", "9-", "+1", "+1-", "123.", "12ABC", "%20", "1%20", "11   ", "(11) 9", "deadbeef", "A1", "eyJ",
    "eyJaaaaaaaa.", "sk-", "1.1.1.", "2026-11-20T", " ", "\\", "5511 ", "9 9999 ", "%2", "11-9-9999-",
    "bearer ", "bearer aaaaaaaa", "password",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def spend(length: int) -> float:
        text = ('token="' + piece * (length // len(piece) + 1))[:length]
        begun = process_time()
        mask(text)
        return process_time() - begun

    small, large = spend(25_000), spend(100_000)
    # Four times the text: a square would take sixteen times as long. The constant forgives a busy machine.
    assert large < 9 * small + 0.3
