"""What a services company of ness's kind is asked for, and the words by which people ask for it.

The segment is a word of the company's own, stored with the lead and read by its people.
"""

from dataclasses import dataclass

from growth.qualifying.phrases import Phrases

GENERAL = "geral"


NOTHING = Phrases("-")


@dataclass(frozen=True, kw_only=True)
class Topic:
    segment: str
    #: One of these settles what it is about.
    sure: Phrases
    #: One of these hints at it, and anything surer wins.
    hint: Phrases = NOTHING


#: In the order in which they win where two are equally clear.
TOPICS = (
    Topic(
        segment="privacidade",
        sure=Phrases(
            "lgpd", "gdpr", "anpd", "dpo", "encarregad* de|pela|pelo dados|protecao", "encarregado",
            "protecao de dados", "dados pessoais", "dados sensiveis", "privacidade", "relatorio de impacto",
            "ripd", "titular* ~ dados", "respost* ~ titulares", "vaz* ~ dados", "vazamento",
            "inventario de dados", "lei geral", "politica de privacidade",
            "dados ~ clientes|alunos|pacientes|socios|beneficiarios ~ expost*",
            deniable=False,
        ),
        hint=Phrases(
            "cookies", "consentimento", "dados ~ alunos|pacientes|clientes|socios|beneficiarios", deniable=False
        ),
    ),
    Topic(
        segment="conformidade",
        sure=Phrases(
            "iso # ", "iso", "soc 2", "soc2", "pci", "pci dss", "sox", "hipaa", "nist", "compliance",
            "conformidade", "certificacao ~ 27001|seguranca|qualidade", "27001", "27701", "auditoria",
            "auditor*", "auditad*", "questionario ~ seguranca|fornecedor*|risco|cliente", "due diligence",
            "risco* de|dos|com fornecedores|terceiros", "avaliacao de risco*", "avaliacao de fornecedor*",
            "homologacao ~ fornecedor*", "governanca", "bacen", "resolucao # bacen?", "circular #",
            "continuidade de negocio*", "plano de continuidade", "esg",
            deniable=False,
        ),
        hint=Phrases("se|nos adequar", "adequacao", "norma*", "exigencia*", "regulament*", deniable=False),
    ),
    Topic(
        segment="segurança",
        sure=Phrases(
            "seguranca ~ informacao|dados|ti|rede|digital", "seguranca cibernetica", "ciberseguranca", "cyber*",
            "ciber*", "infosec", "soc", "siem", "edr", "xdr", "mdr", "noc", "pentest*", "pen test",
            "teste* de invasao|intrusao", "ransomware", "malware", "phishing", "breach*", "cyberattack*",
            "was|were hit|attacked", "hacker*", "hackead*", "hackearam", "invad*", "invasor*", "ataque*",
            "atacad*", "criptografad*", "criptografaram", "sequestr*", "engenharia social", "vulnerabilidade*",
            "antivirus", "firewall*", "waf", "dlp", "iam", "mfa",
            "monitoramento ~ seguranca|24|estacoes|endpoints|servidores", "endpoint*", "pericia*", "perito*",
            "forense", "evidencia* digita*", "controle de acesso*", "gestao de acesso*", "boleto* falso*",
            "conscientizacao", "inteligencia de ameacas", "resposta a incidente*",
            "protecao ~ empresa|rede|servidor*", "red team", "blue team",
            deniable=False,
        ),
        hint=Phrases(
            "virus", "invasao", "incidente*", "golpe*", "fraude*", "monitorar", "monitoramento", "proteger", "vpn",
            "senhas", "ameaca*", "seguranca", "protecao", "e mails falsos", "roub* ~ dados",
            deniable=False,
        ),
    ),
    Topic(
        segment="gestão de faturas",
        sure=Phrases(
            "fatura* de|das|da|com ~ telecom|telefonia|telefone|energia|operadora*|internet|celular*",
            "telefonia", "conta* de|do|da telefone|celular*|telecom|luz|energia",
            "telefone*|celular* ~ caro*|cara*|conta*|empresa*", "linhas telefonicas|moveis|de|celulares",
            "telecom", "confer* ~ fatura|faturas", "conferencia de fatura*", "fatura|faturas ~ confer*",
            "gestao de fatura*", "contest* ~ cobranca*|fatura*", "cobranca* indevida*",
            deniable=False,
        ),
        hint=Phrases("fatura*", "operadora*", "cobranca*", "conta* ~ internet|fixa", deniable=False),
    ),
    Topic(
        segment="nuvem",
        sure=Phrases(
            "nuvem", "nuvens", "cloud", "aws", "azure", "gcp", "google cloud", "amazon web services",
            "oracle cloud", "finops", "kubernetes", "devops", "microsoft 365", "office 365", "m365",
            "google workspace", "migr* ~ nuvem|azure|aws", "s3", "ec2", "terraform",
            deniable=False,
        ),
        hint=Phrases("hospedagem", "saas", deniable=False),
    ),
    Topic(
        segment="automação e IA",
        sure=Phrases(
            "automatiz*", "automacao", "rpa", "robo*", "bots", "chatbot*", "ia", "ai",
            "inteligencia artificial", "machine learning", "aprendizado de maquina", "gpt", "chatgpt", "llm*",
            "copilot", "agente* de|com ia", "agente* virtua*|inteligente*", "n8n", "power automate", "ocr",
            "ler|leitura ~ notas|documentos|contratos", "trabalho manual", "processo* manua*", "retrabalho",
            "digitando", "digitacao", "mapear|mapeamento ~ processos", "gestao de processos", "bpm",
            deniable=False,
        ),
        hint=Phrases("bot", "planilha*", "na mao", "manualmente", deniable=False),
    ),
    Topic(
        segment="desenvolvimento",
        sure=Phrases(
            "desenvolv* ~ sistema*|software|aplicativo*|app|site|plataforma|portal|solucao",
            "sistema* antigo*|legado*", "legado*", "legacy", "modernizar", "modernizacao", "refatorar",
            "reescrever ~ sistema", "delphi", "cobol", "visual basic", "vb6", "clipper", "foxpro",
            "software sob medida", "sob medida", "fabrica de software", "aplicativo*", "app ~ para|da|do|de",
            "integr* ~ sistema*|crm|erp|api|financeiro|estoque", "integracao", "integracoes", "novo sistema",
            "loja virtual", "arquitetura", "microsservicos", "squad*", "programador*",
            deniable=False,
        ),
        hint=Phrases(
            "api", "apis", "um sistema", "sistema para|que|de", "nosso sistema", "software", "e commerce",
            "banco de dados", "erp", "crm", "app|apps", "sistema*", "site", "plataforma",
            deniable=False,
        ),
    ),
    Topic(
        segment="infraestrutura",
        sure=Phrases(
            "infraestrutura", "infra", "datacenter", "data center", "cpd", "rede caiu|lenta",
            "rede de computadores|interna|local|sem|wifi|wi", "wifi", "wi fi", "wireless", "switch*",
            "roteador*", "cabeamento", "backup*", "restauracao", "storage*", "virtualizacao", "vmware",
            "proxmox", "link* de internet", "internet caindo|lenta|cai", "internet ~ cai|caindo",
            "queda* ~ sistema|rede", "active directory", "disaster recovery", "nobreak*",
            "parque de maquinas|tecnologico",
            deniable=False,
        ),
        hint=Phrases("servidor", "network", "servidores", "rede", "redes", "lentidao", "fora do ar", deniable=False),
    ),
    Topic(
        segment="suporte",
        sure=Phrases(
            "suporte", "service desk", "help desk", "helpdesk", "terceiriz* ~ ti|suporte|informatica|equipe",
            "outsourcing",
            "equipe|time|pessoal|profissional|profissionais|empresa|ambiente de|da ti|informatica",
            "tecnico|tecnicos|area|setor|cara|menino de|da ti|informatica",
            "alguem de ti|informatica", "ninguem de|da ti|informatica",
            "manutencao ~ computadores|maquinas|micros|pcs", "sustentacao", "tecnico* de ti|informatica",
            "nossa ti", "parte de ti|informatica", "gestao de ti", "consultoria de|em ti", "consultor ~ ti",
            "alocacao", "body shop", "informatica",
            deniable=False,
        ),
        hint=Phrases("computadores", "chamados", "ti", "tecnologia", "consultoria", "consultor*", deniable=False),
    ),
)  # fmt: skip
