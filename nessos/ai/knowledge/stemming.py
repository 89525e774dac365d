"""Stems of Portuguese words, in the manner of RSLP: plural, adverb, noun, verb, last vowel.

A stem need not be a word, only the same for all forms of one. Words come folded: "restauracoes".
"""

from collections.abc import Iterable
from functools import cache

#: (ending, what the singular has instead, how much must be left before it).
_PLURALS = (
    ("coes", "cao", 1), ("soes", "sao", 1), ("oes", "ao", 2), ("aes", "ao", 2), ("ais", "al", 2), ("eis", "el", 2),
    ("ois", "ol", 2), ("uis", "ul", 2), ("ores", "or", 2), ("eres", "er", 3), ("ares", "ar", 3), ("zes", "z", 2),
    ("ses", "s", 3), ("ns", "m", 2), ("s", "", 3),
)  # fmt: skip
_NOUNS = (
    ("abilidade", 4), ("ibilidade", 4), ("alidade", 4), ("ividade", 3), ("idade", 4), ("amento", 3), ("imento", 3),
    ("encial", 3), ("ational", 3), ("ional", 5), ("acao", 3), ("icao", 4), ("ucao", 4), ("cao", 3),
    ("adora", 3), ("edora", 4), ("ador", 3), ("edor", 4), ("idor", 5), ("ancia", 3), ("encia", 3), ("anca", 3),
    ("ante", 4), ("ente", 4), ("avel", 3), ("ivel", 3), ("ativo", 4), ("ativa", 4), ("itivo", 3), ("ario", 4),
    ("aria", 4), ("eiro", 4), ("eira", 4), ("ismo", 4), ("ista", 4), ("agem", 4), ("eza", 3), ("oso", 4), ("osa", 4),
    ("ual", 4), ("ial", 4), ("inho", 4), ("inha", 4),
)  # fmt: skip
_VERBS = (
    ("ariamos", 3), ("eriamos", 3), ("assemos", 3), ("aremos", 3), ("eremos", 3), ("iremos", 3), ("avamos", 3),
    ("ariam", 3), ("eriam", 3), ("iriam", 3), ("assem", 3), ("essem", 3), ("issem", 3), ("ando", 3), ("endo", 3),
    ("indo", 3), ("aria", 4), ("eria", 4), ("iria", 4), ("asse", 3), ("esse", 4), ("isse", 4), ("aram", 3), ("eram", 3),
    ("iram", 3), ("avam", 3), ("arem", 3), ("erem", 3), ("irem", 3), ("amos", 3), ("emos", 3), ("imos", 3),
    ("ada", 3), ("ado", 3), ("ida", 3), ("ido", 3), ("ara", 4), ("era", 4), ("ira", 4), ("ava", 3), ("iam", 3),
    ("ar", 3), ("er", 3), ("ir", 3), ("ou", 3), ("eu", 3), ("iu", 3), ("ei", 3), ("am", 3), ("em", 3), ("ia", 4),
)  # fmt: skip
_SHORTEST = 4
_VOWELS = "aeo"
#: Forms that no ending tells: each line's words are the first one's.
_FAMILIES = """
dar deu deram dava dando desse dei
ver viu viram via vendo visto vista veja ve
ler leu leram lia lendo lido leia
ir vamos iremos indo
por pos puseram punha pondo pus
usar usou usa usam usava usando usado uso utilizar utiliza utilizou
sair saiu sairam saia saindo saida sai
cair caiu cairam caia caindo queda cai caem
pagar pago pagou paga pagam pagas
dizer diz disse disseram dito falou
trazer trouxe trouxeram traz
fazer faz fizeram fazendo
pedir peco pede pediu pedido pedidos peca
perder perco perde perda perdas perdi
abrir aberto aberta abertura abertos
escrever escrito escrita escritos
imprimir impressao impresso impressa impressos
prender preso presa presos
suspender suspenso suspensa suspensao
entregar entregue entrega entregues
aceitar aceito aceite aceita
gastar gasto gasta gastos
limpar limpo limpa limpeza
reduzir reducao reduziu reduz
produzir producao produz
concluir conclusao conclui
decidir decisao decide
revisar revisao revisou revisto rever reviu
admitir admissao
emitir emissao emite emitido
transmitir transmissao
permitir permissao permite
demitir demissao demitido
incluir inclusao incluido inclui
excluir exclusao excluido exclui
invadir invasao invasor
expandir expansao
aderir adesao
devolver devolucao devolve
resolver resolucao
solucionar solucao
corrigir correcao corrige
dirigir dirigindo dirigia dirige
proteger protecao protege
conter contencao
reter retencao retido
manter manutencao mantem
obter obtencao
prevenir prevencao
inscrever inscricao inscrito
descrever descricao
adquirir aquisicao
requisitar requisicao
substituir substituicao substitui substituto
distribuir distribuicao
instruir instrucao
construir construcao
destruir destruicao
vender venda vendas vende vendeu
receber recebimento recebeu recebe
mover movimentacao movimento
conferir conferencia confere
transferir transferencia transfere
preferir preferencia
referir referencia
exigir exigencia exige
assistir assistencia
competir competencia
conhecer conhecimento
agendar agenda agendamento agendado
medir medida medicao mede
digitalizar digitalizacao
escanear scanear escaneamento scanner escaner
formatar formatacao formatado
atualizar atualizacao update
comparar comparacao comparativo comparavel
comunicar comunicacao comunicado
publicar publicacao publicado
planejar planejamento planejado
prever previsao previsto preve
ausentar ausencia ausente
depender dependente dependencia
descontar desconto
reembolsar reembolso
conciliar conciliacao
apurar apuracao
provar prova comprovar comprovante comprovacao
tributar tributo tributario tributacao
fiscalizar fiscalizacao fiscal
analisar analise analisou
visitar visita visitante
manusear manuseio
controlar controle
trocar troca
roubar roubo roubado
furtar furto
errar erro errado errada
chegar chegada chegou
entrar entrada entrou
envio enviar enviado
avaliar avaliacao
morrer morte morto
nascer nascimento nasceu
casar casamento casado
viajar viagem viajou
jogar jogou joga
cobrar cobranca
mudar mudanca
segurar seguro seguradora
classificar classificacao
coletar coleta
"""
#: Words that the endings would take for another word's forms: each line's are one, and stay whole.
_APART = """
contabilidade contabil contabeis contador contadora contadores
contagem contagens recontagem
contencao
titular titulares
titulo titulos
redacao redacoes
qualidade
quantidade quantidades
portaria portarias porteiro
portabilidade
lixeira
terceiro terceiros terceira terceiras
terco
cargo cargos
carencia
mudo
medo medos
media medias
mediacao mediador
livro livros
parceiro parceiros parceria parcerias
parcial parciais
posto postos
primo
provedor provedores
provavel
regulador reguladores
saneamento
sala salas
tomador tomadores
torneira torneiras
audiencia audiencias
estacao estacoes
estado estados
formacao formacoes
gerencial gerenciais
gravidade
gravida gravidas
indicacao indicacoes
indice indices
instancia instancias
mensalidade mensalidades
equipe equipes
equipamento equipamentos
presencial presenciais presencialmente
corrente correntes
corrida corridas
cadeira cadeiras
cadeado cadeados
cadencia
celula celulas
bombeiro bombeiros
logo logos
casa casas
caso casos
acordo acordos
tecido tecidos
violao violoes
motor motores
carne carnes
"""


def stem_of(word: str) -> str:
    """The stem of a folded word; what holds a digit, or is short as abbreviations are, stays as it is."""
    if word in _known_forms():
        return _known_forms()[word]
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    return _known_stems().get(stem := _ending_cut(word), stem)


def _ending_cut(word: str) -> str:
    whole = _singular(word)
    if whole.endswith("mente") and len(whole) > 8:
        whole = whole[:-5]
    stem = _cut(whole, _NOUNS)
    if stem == whole:
        stem = _cut(whole, _VERBS)
    if len(stem) > 3 and stem[-1] in _VOWELS:
        stem = stem[:-1]
    return stem


@cache
def _known_forms() -> dict[str, str]:
    return _families_read() | {word: line.split()[0] for line in _APART.splitlines() for word in line.split()}


@cache
def _known_stems() -> dict[str, str]:
    """The stems of the forms, for those that nobody listed; short ones are too many words' stems."""
    return {
        stem: first
        for word, first in _families_read().items()
        if len(stem := _ending_cut(word)) > _SHORTEST and stem != first
    }


def _families_read() -> dict[str, str]:
    families = (line.split() for line in _FAMILIES.splitlines() if line)
    return {word: _ending_cut(words[0]) for words in families for word in words}


def _singular(word: str) -> str:
    if word.endswith(("ss", "amos", "emos", "imos")):  # no plural: a verb, "we did"
        return word
    for ending, instead, left in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: len(word) - len(ending)] + instead
    return word


def _cut(word: str, endings: Iterable[tuple[str, int]]) -> str:
    for ending, left in endings:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word
