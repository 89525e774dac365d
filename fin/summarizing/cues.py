"""By which words a figure of a contract is known for what it is: points for it, points against it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nessos.ai.reading.clauses import Clause
from nessos.ai.reading.figures import Figure

#: So much of a sentence before and after a figure belongs to it.
_BEFORE, _AFTER = 90, 60
#: What stands right beside it.
_NEAR = 26


@dataclass(frozen=True)
class Cue:
    #: ``heading``, ``sentence``, ``before``, ``near`` (right before), ``after``.
    place: str
    points: int
    pattern: re.Pattern[str]


def cue(place: str, points: int, *patterns: str) -> Cue:
    """Any of these words at that place."""
    return Cue(place, points, re.compile("|".join(patterns)))


class Scale:
    """How much speaks for a figure of this sentence being what the cues look for."""

    def __init__(self, cues: Sequence[Cue], sentence: Clause) -> None:
        self._folded = sentence.folded
        self._near = [each for each in cues if each.place in {"before", "near", "after"}]
        whole = {"heading": sentence.folded_heading, "sentence": sentence.folded}
        self._points = _points_sum([each for each in cues if each.place in whole], whole)

    def weigh(self, figure: Figure) -> int:
        places = {
            "before": self._folded[max(0, figure.start - _BEFORE) : figure.start],
            "near": self._folded[max(0, figure.start - _NEAR) : figure.start],
            "after": self._folded[figure.end : figure.end + _AFTER],
        }
        return self._points + _points_sum(self._near, places)


def _points_sum(cues: Sequence[Cue], places: Mapping[str, str]) -> int:
    return sum(each.points for each in cues if each.pattern.search(places[each.place]))


VALUE = (
    cue(
        "heading",
        6,
        r"preco|valor|remunera|honorario|pagamento|mensalidade|investimento|aluguel|recursos|contrapresta",
    ),
    cue(
        "before",
        5,
        r"preco|valor|remunera|honorario|mensalidade|investimento|aluguel|importancia|quantia",
        r"pagara|pagar[ao]o",
    ),
    cue("before", 3, r"licenca|servicos|taxa mensal|mensalmente|fatura mensal|repassara|contratante paga"),
    cue(
        "after",
        3,
        r"^\s*(?:\([^)]*\)\s*)?,?\s*(?:mensais|por mes|ao mes|mensalmente|por hora",
        r"por empregado|por aluno|anuais|por ano|/mes)",
    ),
    cue("near", 4, r"passa(?:ra)? a ser(?: de)?\s*$|global|total|certo"),
    cue("before", -9, r"multa|penal|indeniza|limite|teto|despesa|reembols|ressarc"),
    cue(
        "before",
        -7,
        r"instalacao|adesao|implantacao|adiciona[li]|exced|excess|avaliad|responsabilidade",
        r"capital social|seguro",
    ),
    cue(
        "before", -5, r"parcelas?[^,;]{0,60}(?:de|em)?\s*$|prestac[^,;]{0,40}\bde\s*$|\bmais de\s*$|superior"
    ),
    cue("near", -8, r"\bera(?:m)? de\s*$|minimo|maximo|ate o? ?$"),
    cue(
        "after",
        -5,
        r"^\s*(?:\([^)]*\)\s*)?,?\s*(?:cada|por usuario|por rodada|por evento|por visita|por dia)",
    ),
    cue("heading", -6, r"multa|rescis|penal|responsabilidade|seguro|despesa|reembolso|garantia"),
)
TERM = (
    cue("heading", 6, r"vigencia|\bprazo|duracao|permanencia"),
    cue(
        "before",
        6,
        r"vigencia|vigora|vigera|duracao|durara|\bdura\b|permanencia|firmado por|\bvale por",
        r"valido por|prazo determinado",
    ),
    cue("before", 4, r"\bprazo\b|celebrado|contratado por|concluid|execut|perdurara"),
    cue(
        "before",
        3,
        r"prazo (?:do |deste |da |dos |das |de (?:vigencia|execucao|duracao)|contratual)|prorrogad[ao]",
    ),
    cue("after", 2, r"contad|a contar|a partir|iniciando|com inicio|prorrog|renov|improrrog|corridos"),
    cue(
        "before",
        -7,
        r"aviso|avisar|antecedencia|notifica|denunci|comunica|garantia|sigilo|confidenc",
        r"proposta valida|validade da proposta",
    ),
    cue(
        "before",
        -6,
        r"pagamento|pagas?\b|vencimento|vence|fatura|nota fiscal|mora\b|atraso|atendi|suporte",
        r"respost|respond|homolog|corrigir|correc",
    ),
    cue("before", -3, r"pagara|pagamento"),
    cue(
        "before",
        -6,
        r"reajust|a cada\b|decorrid|acumulad|ultimos|antes de complet|guardad|apos\b",
        r"prestacao de contas|teste|experiencia",
    ),
    cue("before", -5, r"iguais? period|rescis|resil|cancel|sane|saneamento|suspens"),
    cue(
        "after",
        -7,
        r"^.{0,12}(?:de antecedencia|de aviso|apos|subsequente|do vencimento|da emissao|da entrega da nota)",
    ),
    cue(
        "heading",
        -5,
        r"reajust|garantia|pagamento|rescis|sigilo|confidenc|denuncia|extincao|suporte|nivel|niveis",
    ),
)
NOTICE = (
    cue("before", 6, r"aviso|avisar|avisando|avisara|pre-?aviso|antecedencia|notifica|comunica|denunci"),
    cue("after", 6, r"^\s*(?:uteis |corridos )?(?:de |antes)\s?(?:antecedencia|aviso|pre-?aviso|d)"),
    cue("heading", 3, r"rescis|resil|denuncia|cancela|extincao|encerra|aviso"),
    cue("heading", 4, r"aviso|denuncia"),
    cue(
        "sentence",
        3,
        r"rescind|rescis|resil|denunci|cancel|encerr|extin|sair antes|devolucao antecipada|termino",
    ),
    cue(
        "sentence",
        -4,
        r"reajust|visita|manutencao programada|ferias|reuniao|suspens|alterac|auditoria|janela",
    ),
    cue("before", -5, r"vigencia|vigora|duracao|garantia|sanar|saneamento|atraso|inadimpl|mora\b"),
    cue("sentence", -3, r"fatura|nota fiscal|sigilo|confidenc"),
    cue("sentence", -1, r"nao renova|manifestacao em contrario"),
)
PENALTY = (
    cue(
        "sentence",
        6,
        r"rescis|rescind|resil|antecipad|imotivad|justa causa|cancel|denunci|sair antes|extin",
        r"encerr|devolu|permanencia",
    ),
    cue("sentence", 5, r"compensatoria|rescisoria|clausula penal|multa penal|multa contratual|inobserv"),
    cue(
        "sentence",
        5,
        r"descumpr|inadimplemento de qualquer|infring|infracao|inexecucao",
        r"inadimplemento das? obrigac|viola",
    ),
    cue("before", 4, r"multa|penal|indeniza"),
    cue("after", 3, r"multa|penal"),
    cue("heading", 2, r"rescis|resil|denuncia|penal|multa|cancela|extincao|sanc"),
    cue("heading", 5, r"multa.{1,20}(?:rescis|cancel|antecipad|resil)|rescisoria|clausula penal"),
    cue(
        "before",
        -9,
        r"atras|\bmora\b|moratori|impontual|nao pagamento|falta de pagamento|nao sendo paga",
        r"juros|inadimplencia",
    ),
    cue("near", -6, r"juros"),
    cue("after", -6, r"^\s*(?:\([^)]*\)\s*)?(?:ao mes|ao dia|por dia|a\.m|mensal\b)"),
    cue("sentence", -7, r"nivel de servico|niveis de servico|\bsla\b|credito"),
    cue("sentence", -6, r"honorarios advocaticios|atraso no pagamento|em atraso"),
    cue("heading", -7, r"atraso|pagamento|preco|sigilo|confidenc|reajust|nivel|niveis|dados"),
)
INDEX = (
    cue("heading", 5, r"reajust|correcao|atualiza|indice"),
    cue("sentence", 6, r"reajust|corrigid|corrig|atualizad|atualiza|aniversario|recompos"),
    cue("before", -9, r"atras|\bmora\b|debito|inadimpl|vencid|impontual|nao sendo paga|nao pag"),
    cue("near", -7, r"falta|extinc|substitu|ausencia|subsidiari|\bou\b.{0,20}"),
    cue("before", -12, r"vedad|nao se aplica|nao sera|nao ha(?:vera)?\b|sem reajuste|irreajust"),
)
