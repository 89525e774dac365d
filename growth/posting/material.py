"""What somebody noted down of a case, sorted by what it tells: where it began, "
"what was done, what came of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from nessos.ai.reading.folding import fold, spaced
from nessos.ai.reading.orders import orders_drop
from nessos.ai.reading.people import people_hide

#: Nobody notes down more of one case.
LONGEST = 60_000


class Part(StrEnum):
    CONTEXT = "context"
    CHALLENGE = "challenge"
    WORK = "work"
    RESULT = "result"
    LESSON = "lesson"


@dataclass(frozen=True, kw_only=True)
class Note:
    part: Part
    text: str


#: Written before a colon, it says what follows.
_LABELS = (
    (
        Part.CHALLENGE,
        re.compile(r"desafio|problema|dor|situacao|cenario|antes|necessidade|dificuldade|incidente"),
    ),
    (
        Part.WORK,
        re.compile(
            r"solucao|o que fizemos|o que foi feito|acoes|abordagem|execucao|projeto|entrega|etapas|trabalho"
        ),
    ),
    (Part.RESULT, re.compile(r"resultado|ganho|beneficio|depois|impacto|numeros|retorno|economia")),
    (Part.LESSON, re.compile(r"lic(?:ao|oes)|aprend|conclus|recomend|proximos passos")),
    (Part.CONTEXT, re.compile(r"contexto|cliente|empresa|setor|sobre|porte|segmento")),
)
#: Lines of these say who is spoken of, and nothing of the case.
_PRIVATE = re.compile(
    r"contatos?|telefones?|tel|celular|whats\w*|e-?mails?|cpf|rg|cnpj|endereco"
    r"|responsavel|responsaveis|nomes?|equipe do cliente"
    r"|participantes?|entrevistad[ao]s?|senhas?|login|usuario|aprovador"
)
_CUES = (
    (
        Part.LESSON,
        re.compile(r"aprend|lic(?:ao|oes)\b|da proxima|recomend|vale lembrar|concluimos|fica o alerta"),
    ),
    (
        Part.RESULT,
        re.compile(
            r"result|reduz|reducao|caiu|cairam|aument|econom|ganh|sem perda|nenhum|nenhuma"
            r"|voltou|voltaram|recuper|melhor"
            r"|devolvid|conclui|satisf|agora\b|hoje\b|passou (?:a|de)|em vez de|nunca mais"
            r"|zero|\d\s?%|contestad|revogad"
        ),
    ),
    (
        Part.WORK,
        re.compile(
            r"fizemos|fiz\b|implant|implement|instal|migr|configur|trein|revis|mape|desenh"
            r"|conten|isol|automat|levant|analis"
            r"|monitor|criamos|criad|substitu|troc|aplic|ajust|planej|executa|acompanh"
            r"|atuamos|atuou|entreg|corrig|restaur"
        ),
    ),
    (
        Part.CHALLENGE,
        re.compile(
            r"problema|dificuldade|sofr|ataque|atacad|ransomware|invas|lent|caia|parad|falh"
            r"|risco|perd|atras|multa|manual|nao (?:tinha"
            r"|havia|consegu|sabia)|sem (?:backup|controle|equipe)|reclam|vazam|custo alto"
            r"|caro|indevid|desafio|precisava|antes,"
        ),
    ),
)
#: Only the width of a page broke it.
_WRAPPED = re.compile(r"(?<=[^\n.!?:;])\n(?=[a-zà-ÿ])")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý\"“\d])|;\s+")
_LABEL = re.compile(r"^(?:[-•*#\d.)\s]{0,6})(?P<label>[^:.;]{2,40}):\s*(?P<rest>.*)$")
_BULLET = re.compile(r"^[-•*#>\s]+|^\d{1,2}[.)]\s+")


def notes_read(text: str) -> list[Note]:
    """In their order, without personal data, and without orders to whoever reads."""
    kept, _order = orders_drop(spaced(text[:LONGEST]))
    # People before sentences: "o Dr. Paulo" is no end of one.
    return list(_notes_make(people_drop(kept)))


def plain_write(text: str) -> str:
    """In one line, without the signs that Markdown or HTML would read, and without anybody in it."""
    bare = re.sub(
        r"<script.*?(?:</script>|$)|<[^<>]{1,200}>", "", " ".join(text.split()), flags=re.IGNORECASE
    )
    linked = re.sub(r"https?://\S+|www\.\S+", _("(withheld)"), people_drop(bare))
    return re.sub(r"[<>`*_#|\[\]{}\\]", "", linked).strip()


def people_drop(text: str) -> str:
    return people_hide(text, person=_("the person in charge"), datum=_("(withheld)"))


def _notes_make(text: str) -> Iterator[Note]:
    """A label alone on its line speaks of the lines below it, one with words behind it of its own line."""
    below: Part | None = None
    latest = Part.CONTEXT
    for line in _WRAPPED.sub(" ", text).split("\n"):
        beside = below
        for piece in filter(None, (_BULLET.sub("", each).strip() for each in _SPLIT.split(line))):
            label, rest = _label_read(piece)
            if label and _PRIVATE.fullmatch(fold(label)):
                continue
            if named := _part_named(label) if label else None:
                beside, below = named, below if rest else named
            latest = named or _part_guess(piece, beside or latest, is_fixed=beside is not None)
            words = plain_write(rest if named else piece).rstrip(" .;")
            if len(words) > 2:
                yield Note(part=latest, text=words[:1].upper() + words[1:])


def _label_read(piece: str) -> tuple[str, str]:
    found = _LABEL.match(piece)
    return (found["label"].strip(), found["rest"].strip()) if found else ("", piece)


def _part_named(label: str) -> Part | None:
    folded = fold(label)
    return next((part for part, pattern in _LABELS if pattern.match(folded)), None)


def _part_guess(piece: str, otherwise: Part, *, is_fixed: bool) -> Part:
    """By its words; without any it goes on where the one before it was. Below a heading only a lesson is another."""
    folded = fold(piece)
    cues = _CUES[:1] if is_fixed else _CUES
    return next((part for part, pattern in cues if pattern.search(folded)), otherwise)
