"""The one analyser, of documents and of questions: *ação*, *ações* and *ACAO* are one word, *2026-0001* is one number.

Words that say nothing are left out, the others stemmed; numbers, codes and what mixes letters with digits stay exact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nessos.ai.knowledge.stemming import stem_of
from nessos.kernel.text import fold

#: A compound number first, so that 12.345.678/0001-95, 192.168.0.1 and 2026-0001 stay whole; then known compounds.
_TOKEN = re.compile(r"\d+(?:[./,:-]\d+)+|\b(?:e-mails?|wi-fi|ci/cd|nfs?-e|ct-e|kick-off|on-line|no-break|h\.a\.)\b|\w+", re.IGNORECASE)  # fmt: skip  # noqa: E501
_JOINTS = re.compile(r"[-/.]")
_NUMBER = re.compile(r"[\d./,:-]+")
#: From here on a number is an identity (CPF, CNPJ, process), which people write with and without its marks.
_IDENTITY = 11
#: What people write short, and what it stands for.
_SHORT = {
    "vc": "voce", "tb": "tambem", "pq": "porque", "msg": "mensagem", "msgs": "mensagem", "qdo": "quando",
    "maq": "maquina", "func": "funcionario", "colab": "colaborador", "forn": "fornecedor", "contr": "contrato",
    "pgto": "pagamento", "pagto": "pagamento", "vcto": "vencimento", "qtd": "quantidade", "depto": "departamento",
    "config": "configuracao", "sist": "sistema", "atend": "atendimento", "info": "informacao", "doc": "documento",
    "docs": "documento", "cel": "celular", "tel": "telefone", "adm": "administrador", "proj": "projeto",
    "mail": "email", "mails": "email", "online": "online", "net": "internet", "bd": "banco",
}  # fmt: skip
#: Words that stand in every text and say nothing about it, folded.
STOPPED = frozenset(
    """a ao aos as com como da das de do dos e ela elas ele eles em entre era essa essas esse esses esta estas
    estava estavam este estes estar estao eu foi foram ha isso isto ja la lhe lo los las mais mas me meu
    meus minha minhas muito muita na nas nao nem no nos nossa nosso nossas nossos o os ou para pra pro pela
    pelas pelo pelos por porque qual quais quando que quem se sem ser sera seu seus sua suas so tambem tem
    tenho ter teve tinha um uma uns umas ate apos antes depois onde tudo todo toda todos todas cada mesmo
    mesma ainda agora aqui ali assim entao ai quanto quantos quanta sobre sob numa num nuns numas aquele
    aquela aquilo ninguem alguem algo alguma algum nada nenhum nenhuma outro outra outros outras voce voces
    gente vez vezes coisa coisas sao fica ficou ficar fez faz fazer feito vai ia ir vem sabe soube sabia
    saber consegue conseguiu conseguia conseguir pode podia poder precisa precisava precisou deve devia quer
    queria dizer disse direito jeito bem mal toa dele dela deles delas dois duas tres dentro cima baixo
    the of and to in is for on with how""".split()  # noqa: SIM905 - a table of words
)
#: Verbs and times of every day: they stand in many texts and say a little.
FAINT = frozenset(
    stem_of(word)
    for word in """abrir achar acabar acontecer ajudar andar aparecer avisar botar chegar colocar comecar conhecer
    continuar dar deixar demorar dizer encontrar entender entrar enviar esquecer escrever explicar falar gente ganhar
    iniciar levar ligar mandar manter mexer montar mostrar mudar olhar organizar parar passar pedir pegar perceber
    perder perguntar pessoa querer receber responder sair seguir tentar tirar tocar trabalhar trazer trocar usar
    vender ver virar voltar dia semana mes ano hora manha noite tarde ontem hoje segunda terca quarta quinta sexta
    sabado domingo novo nova velho grande pequeno maior menor certo errado rapido primeiro ultimo inteiro unico
    passo lugar parte lado tempo nome assunto situacao necessario empresa cliente equipe time dar ver ler usar por
    ficar faltar existir ajuda colega pessoal gente moca rapaz cara fulano funcionario colaborador proprio real mil
    cem janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro meio metade
    resto tipo forma maneira exemplo caso proximo seguinte anterior atual antigo bom ruim melhor pior simples
    dificil facil comum geral principal diferente igual sozinho junto conta precisar acionar junho atras""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Token:
    #: The stem, or the exact number.
    stem: str
    start: int


def tokens_read(text: str) -> Iterator[Token]:
    """What of a text says something, in its order, each with the place where it begins."""
    for found in _TOKEN.finditer(text):
        for stem in _stems_read(found.group()):
            yield Token(stem, found.start())


def stems_of(text: str) -> list[str]:
    return [token.stem for token in tokens_read(text)]


@lru_cache(maxsize=100_000)  # texts repeat their words far more often than they bring new ones
def _stems_read(word: str) -> tuple[str, ...]:
    folded = fold(word)
    if _NUMBER.fullmatch(folded):
        return _number_read(folded)
    plain = _JOINTS.sub("", folded).replace("_", "")
    plain = _SHORT.get(plain, plain)
    if not plain or plain in STOPPED or (len(plain) == 1 and not plain.isdigit()):
        return ()
    return (stem_of(plain),)


def _number_read(number: str) -> tuple[str, ...]:
    digits = "".join(filter(str.isdigit, number))
    return (digits,) if len(digits) >= _IDENTITY or number.isdigit() else (number,)
