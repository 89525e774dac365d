"""What a clause may say that hurts: the words, what takes it back, how bad it "
"is, and what to ask for instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jur.reviewing.findings import Category, Found, Severity
from nessos.ai.reading.clauses import Clause


@dataclass(frozen=True)
class Rule:
    category: Category
    severity: Severity
    #: All of them have to be found in the sentence, or in its heading.
    says: tuple[re.Pattern[str], ...]
    #: One of these, and it does not count.
    unless: re.Pattern[str] | None
    suggestion: str | Promise


def rule(
    category: Category,
    severity: Severity,
    *says: str,
    suggestion: str | Promise,
    unless: str = "",
) -> Rule:
    compiled = tuple(re.compile(each) for each in says)
    return Rule(category, severity, compiled, re.compile(unless) if unless else None, suggestion)


RULES = (
    rule(
        Category.LIABILITY,
        Severity.HIGH,
        r"responsab\w+|respond(?:e|era|erao)\b|indeniz\w+",
        r"ilimitad|sem (?:qualquer |nenhum )?limit|independentemente d[eo] (?:valor"
        r"|limite)|integralmente|lucros cessantes"
        r"|todo[s]? e quaisquer? (?:danos?|prejuizos?)|toda e qualquer (?:perda|indenizacao)|danos indiretos",
        unless=r"limitad[ao]s? a|limite de|nao (?:respond|sera|serao|havera|inclui|abrange)"
        r"|exclui|excet|excluid|"
        r"em nenhuma hipotese",
        suggestion=_(
            "Limit liability to what was paid in the last twelve months, and leave out "
            "indirect damages and lost profits."
        ),
    ),
    rule(
        Category.RENEWAL,
        Severity.MEDIUM,
        r"(?:renov|prorrog)\w*",
        r"automatic|tacit|independentemente de (?:aviso|manifestacao|notificacao)",
        unless=r"nao (?:sera|se|havera|podera)\b[^,;]{0,30}(?:renov|prorrog)|vedad",
        suggestion=_(
            "Renew only by a signed amendment, or give each party the right to leave at any "
            "time after the first term."
        ),
    ),
    rule(
        Category.FORUM,
        Severity.HIGH,
        r"\bforo\b|jurisdic|\bleis?\b|legislacao|arbitra|tribuna\w*|cortes? d",
        r"nova\s(?:york|iorque)|new york|delaware|california|florida|estados unidos"
        r"|inglaterra|londres|london|reino unido"
        r"|portugal|lisboa|espanha|madri|suica|genebra|paris|franca\b|alemanha|singapura"
        r"|hong kong|china|irlanda|\blcia\b"
        r"|camara de comercio internacional|\bicc\b|estrangeir",
        unless=r"transferencia internacional",
        suggestion=_("Ask for Brazilian law and for the courts of our own city."),
    ),
    rule(
        Category.EXCLUSIVITY,
        Severity.MEDIUM,
        r"exclusividade|(?:em|com|de) carater exclusivo|nao concorrencia"
        r"|nao podera[^.;]{0,40}(?:concorrent|outros clientes|mesmo ramo)|abster\S*[^.;]{0,60}concorrent",
        unless=r"sem (?:qualquer |carater de )?exclusividade|nao (?:ha|havera|implica|gera"
        r"|confere|tem)[^.;]{0,30}exclusiv",
        suggestion=_(
            "Strike out the exclusivity, or limit it to named competitors and to the term of the contract."
        ),
    ),
    rule(
        Category.PROPERTY,
        Severity.MEDIUM,
        r"propriedade intelectual|direitos autorais|direitos patrimoniais"
        r"|codigos?[\s-]fontes?|titularidade|patentes?"
        r"|propriedade (?:exclusiva )?d[ao] contratante",
        r"\bced(?:e|em|era|idos?|idas?)\b|cess(?:ao|iona)|transfer(?:e|id|ir|encia)|pertencer|pertence"
        r"|propriedade (?:exclusiva )?d[ao] contratante|titularidade (?:exclusiva )?d[ao] contratante",
        unless=r"nao (?:implica|importa|transfere|ced|haver|ha\b|constitui)|permanec|licenca de uso|vedad",
        suggestion=_(
            "Assign only what is made for this customer alone, after full payment; keep "
            "tools, methods and what was there before, under a licence."
        ),
    ),
    rule(
        Category.CHANGE,
        Severity.HIGH,
        r"unilateral|a seu (?:exclusivo |livre |unico )?criterio"
        r"|sem (?:previa? )?(?:anuencia|concordancia|consentimento|aviso)"
        r"|independentemente de (?:aviso|anuencia|concordancia|notificacao)",
        r"alter(?:ar|acao|acoes|ado)|modific|reajust(?:ar|e)|major|suspend|reduzir|mudar"
        r"|substituir as condicoes",
        unless=r"nao podera|vedad|proibid|nenhuma das partes|somente mediante|mediante acordo",
        suggestion=_(
            "Let terms change only by an amendment that both sign, or give the other party "
            "the right to leave without a fine."
        ),
    ),
    rule(
        Category.CONFIDENTIALITY,
        Severity.MEDIUM,
        r"sigilo|confidenci",
        r"(?:prazo|tempo) indeterminad|perpetu|para sempre|sem limite de (?:prazo|tempo)"
        r"|permanentemente|vitalici",
        suggestion=_("Give the duty of confidentiality an end: two to five years after the contract."),
    ),
    rule(
        Category.WARRANTY,
        Severity.HIGH,
        r"garanti",
        r"vitalici|(?:prazo|tempo) indeterminad|sem (?:limite de )?prazo|permanente",
        suggestion=_("Limit the warranty to 90 days, and to faults that are reported in writing."),
    ),
    rule(
        Category.ADJUSTMENT,
        Severity.MEDIUM,
        r"preco|valor|mensalidade|honorario|remunera|reajust",
        r"irreajust|(?:nao (?:ha|havera|sofrera|sera)|sem|vedad[oa]) (?:\w+ ){0,3}reajust",
        suggestion=_(
            "Agree on a yearly adjustment by an index such as the IPCA, at least after the first twelve months."
        ),
    ),
)


def rules_apply(sentence: Clause) -> Iterator[Found]:
    whole = f"{sentence.folded_heading} {sentence.folded}"
    for each in RULES:
        if each.unless is not None and each.unless.search(sentence.folded):
            continue
        if all(pattern.search(whole) for pattern in each.says) and each.says[-1].search(sentence.folded):
            yield Found(
                category=each.category, severity=each.severity, suggestion=each.suggestion, sentence=sentence
            )
