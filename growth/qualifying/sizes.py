"""How large it is: people, places and things that a message counts, and the money that it names."""

import re
from collections.abc import Iterable

from growth.qualifying.spelling import Sentence

#: What is counted → how many people's work one of it stands for.
_UNITS = {
    "funcionario": 1, "colaborador": 1, "usuario": 1, "empregado": 1, "pessoa": 1, "advogado": 3, "medico": 3,
    "profissional": 1, "profissiona": 1, "contador": 3, "professor": 1, "vendedor": 2, "motorista": 1, "caixa": 1,
    "ramal": 1, "ramai": 1, "estacao": 1, "estaco": 1, "maquina": 1, "computador": 1, "notebook": 1, "endpoint": 1,
    "dispositivo": 1, "pc": 1, "micro": 1, "terminal": 1, "terminai": 1, "linha": 1, "licenca": 1, "caminho": 1,
    "caminhao": 1, "veiculo": 1, "carro": 1, "leito": 3, "quarto": 1, "servidor": 10, "vm": 10, "loja": 15,
    "filial": 20, "filiai": 20, "unidade": 20, "posto": 15, "agencia": 15, "escola": 20, "clinica": 15, "fabrica": 50,
    "planta": 50, "hospital": 100, "hospitai": 100, "escritorio": 15, "franquia": 10, "farmacia": 15, "restaurante": 15,
    "aplicacao": 10, "aplicaco": 10, "app": 10, "sistema": 10, "site": 5, "contrato": 1, "fornecedor": 1,
    "aluno": 0.2, "socio": 0.05, "cliente": 0.05, "beneficiario": 0.05, "paciente": 0.05, "associado": 0.05,
    "cooperado": 0.1, "morador": 0.05, "segurado": 0.05, "titular": 0.05, "titulare": 0.05, "cadastro": 0.02,
    "chamado": 0.1, "nota": 0.1, "pedido": 0.1, "hora": 0.5, "documento": 0.1, "atendimento": 0.1, "conta": 0.05,
    "assinante": 0.02, "visita": 0.01, "habitante": 0.01, "transacao": 0.001, "transaco": 0.001,
}  # fmt: skip
_NUMBERS = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9, "dez": 10, "doze": 12, "quinze": 15, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50,
    "cem": 100, "duzentos": 200, "trezentos": 300, "quinhentos": 500, "mil": 1000,
}  # fmt: skip
_COUNTED = re.compile(
    rf" (\d[\d.,]*|{'|'.join(_NUMBERS)}) (mil |milhao |milhoes |k )?(?:de )?(?:[a-z]+ )?"
    rf"({'|'.join(_UNITS)})(?:e?s)? "
)
_MONEY = re.compile(
    r" (?:r\$ (\d[\d.,]*) (mil|k|milhao|milhoes|mi|bi)?|(\d[\d.,]*) ?(mil|k|milhao|milhoes)? (?:de )?reais"
    r"|(\d[\d.,]*) (k|milhao|milhoes) (?!de? ?(?:e|" + "|".join(_UNITS) + r"))) ?"
)
_TIMES = {"mil": 1e3, "k": 1e3, "milhao": 1e6, "milhoes": 1e6, "mi": 1e6, "bi": 1e9}


def size_read(sentences: Iterable[Sentence]) -> tuple[float, str]:
    """How many people's work the largest thing counted stands for, and the words that say so; 0 where none is."""
    largest, words = 0.0, ""
    for sentence in sentences:
        for found in _COUNTED.finditer(sentence.text):
            number, times, unit = found.groups()
            size = _number_read(number) * _TIMES.get((times or "").strip(), 1) * _UNITS[unit]
            if size > largest:
                largest, words = size, sentence.written(found.start() + 1, found.end())
    return largest, words


def money_read(sentences: Iterable[Sentence]) -> tuple[float, str]:
    """The largest amount in reais, and the words that name it; 0 where none is."""
    largest, words = 0.0, ""
    for sentence in sentences:
        for found in _MONEY.finditer(sentence.text):
            pairs = zip(found.groups()[::2], found.groups()[1::2], strict=True)
            number, times = next(pair for pair in pairs if pair[0])
            amount = _number_read(number) * _TIMES.get(times or "", 1)
            if amount > largest:
                largest, words = amount, sentence.written(found.start() + 1, found.end())
    return largest, words


def _number_read(text: str) -> float:
    """1.200 is one thousand and two hundred, 1,2 is one and a fifth."""
    if text in _NUMBERS:
        return float(_NUMBERS[text])
    whole, _comma, rest = text.rstrip(".,").replace(".", "").partition(",")
    return float(f"{whole or 0}.{rest.replace(',', '') or 0}")
