"""Adding up: what was found of a lead, and the points that follow from it."""

from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from growth.qualifying.injected import orders_drop
from growth.qualifying.phrases import Phrases
from growth.qualifying.signals import AGAINST, FOR
from growth.qualifying.sizes import money_read, size_read
from growth.qualifying.spelling import Sentence, sentences_read
from growth.qualifying.topics import GENERAL, TOPICS
from growth.sources import source_label

#: Whoever writes at all begins here; each finding moves him up or down.
START = 26
#: What we do is asked for.
TOPIC_POINTS, HINT_POINTS = 15, 11
#: As much of it as counts where it is only spoken of: those who sell speak of it too.
UNASKED_POINTS = 6
COMPANY_POINTS = 6
#: By how many people's work is spoken of, the largest first.
SIZES = ((1000, 13), (200, 11), (50, 8), (15, 4))
#: Money that is named, from so many reais on.
MONEY, MONEY_POINTS = 3_000, 9
#: A message of so many words was written with care.
LENGTHS = ((30, 4), (14, 2))
#: Where a lead comes from, in any words, and what that says of how serious it is.
SOURCES = (
    (Phrases("indica*", "recomend*", "parceir*", "referral", "cliente", "amigo"), 10),
    (Phrases("evento*", "feira*", "congresso", "palestra", "webinar"), 6),
    (Phrases("caso|casos|case|cases", "soluc*", "contato", "contact", "comercial"), 3),
    (Phrases("google", "ads", "linkedin", "bing", "whatsapp", "telefone"), 2),
    (Phrases("blog", "instagram", "facebook", "tiktok", "e book|ebook", "newsletter"), -2),
)
#: Names of companies that say that they are not small, and that they are.
_LARGE = Phrases(
    "hospital", "banco", "prefeitura", "secretaria", "tribunal", "universidade", "faculdade", "s a", "sa",
    "grupo", "rede", "holding", "industria*", "cooperativa", "segur*", "usina", "construtora", "transportadora",
    "fundacao", "camara", "ministerio", "metalurgica", "laboratorio*", "distribuidora", "atacad*", "shopping",
    "plano*", "porto", "energia", "fintech", "logistica", "frigorifico", "governo",
)  # fmt: skip
_SMALL = Phrases("me", "mei", "autonom*", "atelie", "barbearia", "lanchonete", "papelaria", "modas", "eireli")
_PLURAL = Phrases(
    "nossa|nosso|nossas|nossos", "somos", "temos", "empresa", "escritorio", "loja", "clinica", "escola"
)
_FILLER = Phrases("teste*", "test", "asd*", "qwe*", "lorem", "xxx*", "aaa*", "abc", "blabla*", deniable=False)
#: In groups of findings: so much stands for a lead that one word against it may be a misunderstanding.
_CONTRADICTED = 4
_ASKED = frozenset({"intent", "urgency", "pain"})
_SERIOUS = frozenset({"intent", "urgency", "pain", "budget", "size", "role", "topic"})


@dataclass(frozen=True, kw_only=True)
class Finding:
    #: What kind of thing it is: of one kind only the strongest counts.
    group: str
    name: str
    points: int
    reason: str | Promise
    #: The words that say so, as they were written.
    words: str = ""


@dataclass(kw_only=True)
class Weighed:
    segment: str = GENERAL
    findings: list[Finding] = field(default_factory=list)
    #: Nothing to go by, an order to the reader left aside.
    is_silent: bool = False

    def found(self, name: str) -> Finding | None:
        return next((each for each in self.findings if each.name == name), None)

    @property
    def groups(self) -> set[str]:
        return {each.group for each in self.findings}

    @property
    def score(self) -> int:
        return bound(START + sum(each.points for each in self.findings))


def bound(points: float) -> int:
    """From 0 to 100; towards the ends it takes more and more, so that the better of two good ones still shows."""
    if points > 80:
        points = 80 + (points - 80) * 0.4
    elif points < 20:
        points = 20 + (points - 20) * 0.3
    return max(0, min(100, round(points)))


def lead_weigh(*, company: str, message: str, source: str) -> Weighed:
    sentences, order = orders_drop(sentences_read(message))
    weighed = Weighed(is_silent=_is_silent(sentences))
    notes = weighed.findings
    if not weighed.is_silent:
        weighed.segment, topics = _topic_find(sentences)
        notes += topics + _signals_find(sentences) + _figures_find(sentences)
        if topics and not weighed.groups & _ASKED:
            notes[0] = replace(notes[0], points=UNASKED_POINTS)
    notes += _company_find(company, sentences) + _source_find(source, weighed)
    if weighed.is_silent:
        notes.append(
            Finding(group="message", name="silent", points=0, reason=_("Says nothing of what is needed"))
        )
    else:
        notes += _length_find(sentences)
    if order:
        reason = _("Gives orders to whoever reads it; that part was left aside")
        notes.append(Finding(group="order", name="order", points=0, reason=reason, words=order))
    _contradiction_soften(weighed)
    return weighed


def _is_silent(sentences: list[Sentence]) -> bool:
    words = [word for each in sentences for _place, word in each.words]
    return len(words) < 2 or bool(_FILLER.find(sentences) and len(words) < 6)


def _topic_find(sentences: list[Sentence]) -> tuple[str, list[Finding]]:
    """What is asked for: the topic that most words speak of, a sure word before any hint."""
    counts = [(topic.sure.count(sentences) * 3 + topic.hint.count(sentences), topic) for topic in TOPICS]
    best, topic = max(counts, key=lambda each: each[0])
    if not best:
        return GENERAL, []
    is_sure = topic.sure.count(sentences) > 0
    finding = Finding(
        group="topic",
        name="topic",
        points=TOPIC_POINTS if is_sure else HINT_POINTS,
        reason=_("Asks for what we do: %(segment)s") % {"segment": topic.segment},
        words=topic.sure.find(sentences) or topic.hint.find(sentences),
    )
    return topic.segment, [finding]


def _signals_find(sentences: list[Sentence]) -> list[Finding]:
    """Of each group the strongest."""
    strongest: dict[str, Finding] = {}
    for signal in (*FOR, *AGAINST):
        known = strongest.get(signal.group)
        if known is not None and abs(known.points) >= abs(signal.points):
            continue
        if words := signal.phrases.find(sentences):
            strongest[signal.group] = Finding(
                group=signal.group, name=signal.name, points=signal.points, reason=signal.reason, words=words
            )
    return list(strongest.values())


def _figures_find(sentences: list[Sentence]) -> list[Finding]:
    found = []
    size, words = size_read(sentences)
    if points := next((points for least, points in SIZES if size >= least), 0):
        found.append(
            Finding(group="size", name="size", points=points, reason=_("It is of some size"), words=words)
        )
    money, words = money_read(sentences)
    if money >= MONEY:
        reason = _("Names an amount of money")
        found.append(Finding(group="money", name="money", points=MONEY_POINTS, reason=reason, words=words))
    return found


def _company_find(company: str, sentences: list[Sentence]) -> list[Finding]:
    named = sentences_read(company)
    if len(company.strip()) < 2 or not named or _FILLER.find(named):
        if _PLURAL.find(sentences):
            return []
        return [Finding(group="company", name="no_company", points=-6, reason=_("Names no company"))]
    points, reason = COMPANY_POINTS, _("Writes for a company")
    if _LARGE.find(named):
        points, reason = COMPANY_POINTS + 4, _("Writes for an organisation of some size")
    elif _SMALL.find(named):
        points, reason = COMPANY_POINTS - 3, _("Writes for a small company")
    return [
        Finding(group="company", name="company", points=points, reason=reason, words=company.strip()[:80])
    ]


def _source_find(source: str, weighed: Weighed) -> list[Finding]:
    named = sentences_read(source)
    points = next((points for phrases, points in SOURCES if phrases.find(named)), 0)
    if not points or weighed.found("recommended"):
        return []
    reason = (
        _("Comes from where serious ones come from") if points > 0 else _("Comes from where many only look")
    )
    return [
        Finding(
            group="source",
            name="source",
            points=points,
            reason=reason,
            words=source_label(source.strip())[:40],
        )
    ]


def _length_find(sentences: list[Sentence]) -> list[Finding]:
    count = sum(len(each.words) for each in sentences)
    points = next((points for least, points in LENGTHS if count >= least), 0)
    reason = _("Explains what it is about")
    return [Finding(group="message", name="length", points=points, reason=reason)] if points else []


def _contradiction_soften(weighed: Weighed) -> None:
    """Where much speaks for a lead, a word that speaks against it counts half."""
    if len(weighed.groups & _SERIOUS) < _CONTRADICTED:
        return
    weighed.findings = [
        each if each.points >= -10 else replace(each, points=each.points // 2) for each in weighed.findings
    ]
