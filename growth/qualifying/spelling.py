"""A message as people type it, in one form: no accents, no capitals, abbreviations written out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nessos.kernel.text import fold

#: Nobody says in more than this what he wants.
LONGEST = 10_000
#: How people write on telephones → what it means.
SHORT = {
    "vc": "voce", "vcs": "voces", "vces": "voces", "ce": "voce", "ces": "voces", "cs": "voces", "q": "que",
    "oq": "o que", "pq": "porque", "pra": "para", "pro": "para o", "pros": "para os", "pras": "para as", "p": "para",
    "c": "com", "s": "sem", "n": "nao", "nn": "nao", "naum": "nao", "qto": "quanto", "qnto": "quanto", "qnt": "quanto",
    "qtos": "quantos", "qdo": "quando", "qnd": "quando", "qd": "quando", "qq": "qualquer", "hj": "hoje",
    "tb": "tambem", "tbm": "tambem", "ta": "esta", "tao": "estao", "tamo": "estamos",
    "tamos": "estamos", "tou": "estou", "tava": "estava", "td": "tudo", "tdo": "tudo", "tds": "todos",
    "msm": "mesmo", "mto": "muito", "mt": "muito", "mta": "muita", "dps": "depois", "agr": "agora", "eh": "e",
    "emp": "empresa", "func": "funcionarios", "funcs": "funcionarios", "usu": "usuarios", "tel": "telefone",
    "fone": "telefone", "cel": "celular", "wpp": "whatsapp", "zap": "whatsapp", "whats": "whatsapp", "sist": "sistema",
    "serv": "servico", "orc": "orcamento", "orcam": "orcamento", "orsamento": "orcamento", "obg": "obrigado",
    "pfv": "por favor", "urg": "urgente", "urgenti": "urgente", "asap": "urgente",
    "info": "informacoes", "infos": "informacoes", "neg": "negocio", "min": "minutos",
    "hr": "hora", "hrs": "horas", "nois": "nos", "noiz": "nos", "precizo": "preciso",
    "presiso": "preciso", "presisamos": "precisamos", "precizamos": "precisamos", "gostria": "gostaria",
    "servisso": "servico", "seguransa": "seguranca", "concerto": "conserto", "email": "e mail", "emails": "e mails",
    "segs": "seguranca", "dir": "diretor", "ger": "gerente", "coord": "coordenador",
}  # fmt: skip
#: A word, a figure with its points and commas, or the end of a sentence.
_PIECE = re.compile(r"r\$|\d+(?:[.,]\d+)*|[a-z][a-z0-9]*|[.!?;\n]")
_PAUSES = frozenset(".!?;\n")
#: "urgenteeee" is "urgente", and "nossso" "nosso": Portuguese doubles r and s alone, and triples nothing.
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    #: One space between words, and one at either end.
    text: str
    #: As they were written, each with its place in ``text``.
    words: tuple[tuple[int, str], ...]

    def written(self, start: int, end: int) -> str:
        """What stood in the message where this part of ``text`` is."""
        return " ".join(dict.fromkeys(word for place, word in self.words if start <= place < end))


def sentences_read(message: str) -> list[Sentence]:
    """The message's sentences that hold a word."""
    return list(_sentences_make(message[:LONGEST]))


def _sentences_make(message: str) -> Iterator[Sentence]:
    text = " "
    words: list[tuple[int, str]] = []
    for written in message.replace("\n", " . ").split(" "):
        for piece in _PIECE.findall(fold(written)):
            if piece in _PAUSES:
                if words:
                    yield Sentence(text=text, words=tuple(words))
                text, words = " ", []
            else:
                words.append((len(text), written.strip(".,;:!?()\"'")))
                text += f"{_word_read(piece)} "
    if words:
        yield Sentence(text=text, words=tuple(words))


def _word_read(piece: str) -> str:
    piece = _DRAWN_OUT.sub(r"\1", piece)
    return SHORT.get(piece, piece)
