"""The words of the demo. All people, companies and cases are invented."""

#: username, first name, last name, rate per hour, roles
STAFF = [
    ("marina.prado", "Marina", "Prado", "210.00", ["growth"]),
    ("caio.reis", "Caio", "Reis", "140.00", ["growth", "atendimento"]),
    ("rafael.teixeira", "Rafael", "Teixeira", "190.00", ["ops"]),
    ("bianca.moura", "Bianca", "Moura", "150.00", ["ops"]),
    ("diego.farias", "Diego", "Farias", "120.00", ["ops"]),
    ("helena.campos", "Helena", "Campos", "220.00", ["fin"]),
    ("otavio.lins", "Otávio", "Lins", "160.00", ["people"]),
    ("sofia.barros", "Sofia", "Barros", "230.00", ["jur", "gov"]),
    ("yuri.nogueira", "Yuri", "Nogueira", "95.00", []),
]

#: slug, title, tags, [(task, minutes, value)]
PLAYBOOKS = [
    ("nsecops", "Operação de segurança", "segurança monitoramento", [
        ("Triagem dos alertas do dia", 45, "180"), ("Correlação de eventos", 60, "260"), ("Relatório diário", 30, "120")]),
    ("ninfraops", "Operação de infraestrutura", "infraestrutura nuvem", [
        ("Verificação de backups", 30, "120"), ("Aplicação de correções", 90, "360"), ("Revisão de capacidade", 40, "160")]),
    ("ndevarch", "Arquitetura de software", "desenvolvimento arquitetura", [
        ("Levantamento do sistema atual", 120, "520"), ("Desenho da solução", 180, "900"), ("Registro das decisões", 60, "240")]),
    ("nautoops", "Automação de rotinas", "automação", [
        ("Mapeamento da rotina", 60, "240"), ("Roteiro automatizado", 150, "700"), ("Acompanhamento assistido", 45, "180")]),
    ("ncirt", "Resposta a incidentes", "segurança incidente", [
        ("Contenção", 60, "400"), ("Erradicação", 120, "800"), ("Recuperação", 90, "600"), ("Lições aprendidas", 45, "200")]),
    ("nprivacy", "Programa de privacidade", "lgpd privacidade", [
        ("Inventário de dados pessoais", 180, "800"), ("Relatório de impacto", 150, "900"), ("Treinamento da equipe", 90, "450")]),
    ("nfaturasons", "Conferência de faturas", "financeiro", [
        ("Importação das faturas", 30, "100"), ("Conferência por contrato", 60, "220"), ("Contestação", 40, "150")]),
    ("nflow", "Gestão de processos", "processos", [
        ("Entrevistas com as áreas", 120, "500"), ("Desenho do fluxo", 90, "420"), ("Indicadores do processo", 60, "260")]),
    ("forense", "Perícia digital", "segurança perícia", [
        ("Preservação da evidência", 90, "700"), ("Análise da imagem", 240, "1900"), ("Laudo", 180, "1500")]),
    ("trustness", "Avaliação de fornecedores", "conformidade fornecedores", [
        ("Questionário ao fornecedor", 30, "120"), ("Análise das respostas", 90, "420"), ("Parecer de risco", 60, "300")]),
    ("trustness-dpo", "Encarregado de dados", "lgpd encarregado", [
        ("Atendimento aos titulares", 45, "200"), ("Reunião mensal do comitê", 60, "320")]),
    ("gestao-acessos", "Gestão de acessos", "segurança acessos", [
        ("Revisão de perfis", 60, "240"), ("Revogação de acessos", 30, "110")]),
]  # fmt: skip

#: slug, title, complexity, playbooks
ACTIONS = [
    ("monitoramento-continuo", "Monitoramento contínuo", "1.20", ["nsecops", "gestao-acessos"]),
    ("sustentacao-nuvem", "Sustentação de nuvem", "1.00", ["ninfraops", "nautoops"]),
    ("adequacao-lgpd", "Adequação à LGPD", "1.30", ["nprivacy", "trustness"]),
    ("resposta-incidente", "Resposta a incidente", "1.60", ["ncirt", "forense"]),
    ("modernizacao", "Modernização de sistemas", "1.50", ["ndevarch", "nflow"]),
]

#: slug, name, base price, playbook ("" leaves it inactive), action, pitch
SERVICES = [
    (
        "soc-gerenciado",
        "SOC gerenciado",
        "18500",
        "nsecops",
        "monitoramento-continuo",
        "Olhos abertos dia e noite.",
    ),
    (
        "nuvem-sustentada",
        "Nuvem sustentada",
        "12400",
        "ninfraops",
        "sustentacao-nuvem",
        "A nuvem que não acorda ninguém.",
    ),
    (
        "lgpd-na-pratica",
        "LGPD na prática",
        "32000",
        "nprivacy",
        "adequacao-lgpd",
        "Do inventário ao relatório de impacto.",
    ),
    ("dpo-como-servico", "DPO como serviço", "6900", "trustness-dpo", "", "Um encarregado que responde."),
    (
        "resposta-a-incidentes",
        "Resposta a incidentes",
        "28000",
        "ncirt",
        "resposta-incidente",
        "A primeira hora decide.",
    ),
    (
        "pericia-digital",
        "Perícia digital",
        "24000",
        "forense",
        "resposta-incidente",
        "Prova que se sustenta.",
    ),
    (
        "automacao-de-rotinas",
        "Automação de rotinas",
        "9800",
        "nautoops",
        "sustentacao-nuvem",
        "O repetido, sozinho.",
    ),
    (
        "modernizacao-de-sistemas",
        "Modernização de sistemas",
        "54000",
        "ndevarch",
        "modernizacao",
        "Do legado ao sustentável.",
    ),
    ("gestao-de-faturas", "Gestão de faturas", "4200", "nfaturasons", "", "Nenhum centavo a mais."),
    (
        "risco-de-fornecedores",
        "Risco de fornecedores",
        "7600",
        "trustness",
        "adequacao-lgpd",
        "Confiança com evidência.",
    ),
    ("inteligencia-de-ameacas", "Inteligência de ameaças", "15000", "", "", "Em preparo: falta o playbook."),
]

#: name, city, state, monthly revenue, service, hours limit, index, (start, end, renewal) in days from today
CLIENTS = [
    ("Hospital Santa Aurora", "São Paulo", "SP", "38500", "SOC gerenciado", "160", "IPCA", (-410, 320, 20)),
    ("Cooperativa Vale Verde", "Londrina", "PR", "21800", "Nuvem sustentada", "120", "IPCA", (-360, 5, None)),
    (
        "Rede Bom Preço Supermercados",
        "Campinas",
        "SP",
        "17400",
        "Gestão de faturas",
        "90",
        "IGPM",
        (-300, 430, 65),
    ),
    (
        "Construtora Pedra Alta",
        "Belo Horizonte",
        "MG",
        "12900",
        "LGPD na prática",
        "60",
        "IPCA",
        (-280, 85, None),
    ),
    ("Faculdade Horizonte", "Curitiba", "PR", "15600", "DPO como serviço", "40", "IPCA", (-250, 480, 115)),
    (
        "Transportes Rio Claro",
        "Rio Claro",
        "SP",
        "9800",
        "Automação de rotinas",
        "70",
        "IGPM",
        (-230, 500, 135),
    ),
    ("Laboratório Vita", "Porto Alegre", "RS", "26400", "SOC gerenciado", "110", "IPCA", (-210, 155, 155)),
    ("Banco Digital Ipê", "São Paulo", "SP", "58700", "SOC gerenciado", "240", "IPCA", (-190, 900, 175)),
    (
        "Prefeitura de Águas Mansas",
        "Águas Mansas",
        "SP",
        "11200",
        "Gestão de faturas",
        "60",
        "INPC",
        (-170, 195, None),
    ),
    (
        "Indústria Metalforte",
        "Joinville",
        "SC",
        "19300",
        "Modernização de sistemas",
        "130",
        "IGPM",
        (-150, 215, None),
    ),
    ("Clínica Sorriso Novo", "Recife", "PE", "4900", "DPO como serviço", "16", "IPCA", (-120, 245, None)),
    (
        "Editora Palavra Viva",
        "Rio de Janeiro",
        "RJ",
        "8700",
        "Nuvem sustentada",
        "50",
        "IPCA",
        (-400, -35, None),
    ),
    (
        "Seguradora Atlântica",
        "Rio de Janeiro",
        "RJ",
        "33100",
        "Risco de fornecedores",
        "150",
        "IPCA",
        (-90, 640, 275),
    ),
    ("Agro Campo Largo", "Cuiabá", "MT", "14500", "Nuvem sustentada", "80", "IGPM", (-60, 670, 305)),
]

FIRST_NAMES = (
    "Adriana Alexandre Beatriz Bruno Camila Cristina Daniela Eduardo Fabiana Felipe Gabriela Gustavo Isabela João "
    "Juliana Leandro Letícia Lucas Luiza Marcelo Mariana Mateus Natália Paulo Priscila Renata Ricardo Rodrigo "
    "Sabrina Thiago Valéria Vinícius"
).split()
LAST_NAMES = (
    "Almeida Antunes Azevedo Bastos Brandão Cardoso Carvalho Coelho Cordeiro Duarte Fonseca Freitas Guimarães "
    "Macedo Meireles Monteiro Nascimento Neves Pacheco Queiroz Rezende Sampaio Siqueira Tavares Valente Vasconcelos"
).split()
COMPANIES = (
    "Padaria Alvorada|Grupo Serra Azul|Café Aurora|Ótica Visão Clara|Escola Pequeno Mundo|Rede Pão Quente|"
    "Logística Ponto a Ponto|Farmácias Bem-Estar|Hotel Mar Sereno|Móveis Jequitibá|Têxtil Boa Linha|"
    "Clínica Vida Plena|Distribuidora Central|Imobiliária Morada|Energia Solar Nascente|Cervejaria Lúpulo Bom"
).split("|")
#: Those that a qualification writes; see growth/qualifying/topics.py.
SEGMENTS = (
    "segurança",
    "privacidade",
    "conformidade",
    "nuvem",
    "infraestrutura",
    "suporte",
    "desenvolvimento",
)
CITIES = (("São Paulo", "SP"), ("Campinas", "SP"), ("Curitiba", "PR"), ("Belo Horizonte", "MG"), ("Recife", "PE"),
          ("Porto Alegre", "RS"), ("Rio de Janeiro", "RJ"), ("Salvador", "BA"), ("Goiânia", "GO"))  # fmt: skip
ORIGINS = ("", "https://ness.example/contato", "https://ness.example/solucoes/soc", "https://ness.example/blog/lgpd",
           "https://ness.example/casos/hospital", "https://ness.example/carreiras")  # fmt: skip
MESSAGES = (
    "Sofremos uma tentativa de golpe por e-mail e queremos saber como vocês trabalham.",
    "Precisamos adequar a empresa à LGPD até o fim do semestre. Vocês fazem o inventário?",
    "Nossa fatura de nuvem dobrou em três meses. Conseguem olhar?",
    "Gostaria de uma proposta de monitoramento para 300 estações.",
    "Temos um sistema antigo que ninguém mais sabe manter.",
    "Vi o caso do hospital no site e queria conversar.",
    "Queremos um encarregado de dados terceirizado.",
    "Só estou pesquisando preços por enquanto.",
)
CASES = [
    ("Hospital voltou a operar em nove horas", "ncirt", "Ataque às 3h de um domingo; contenção em 50 minutos; nenhum "
     "prontuário perdido; 9 horas até o pronto-socorro voltar ao sistema."),
    ("Supermercados economizam na conta de telefonia", "nfaturasons", "41 lojas, 112 faturas por mês; R$ 23 mil de "
     "cobranças indevidas contestadas no primeiro trimestre."),
    ("Faculdade responde titulares em dois dias", "trustness-dpo", "Antes, 19 dias em média; agora, 2. Comitê mensal e "
     "modelo de resposta por tipo de pedido."),
    ("Cooperativa automatiza 34 rotinas", "nautoops", "34 rotinas noturnas; 61 horas por mês devolvidas à equipe."),
    ("Indústria troca sistema de 1998 sem parar a linha", "ndevarch", "Migração em sete ondas; nenhuma hora de parada."),
    ("Banco digital reduz acessos indevidos", "gestao-acessos", "Revisão trimestral; 412 acessos revogados."),
]  # fmt: skip
JOBS = [
    ("Analista de segurança pleno", "OPS", True), ("Engenheiro de nuvem", "OPS", True),
    ("Executivo de contas", "GROWTH", True), ("Advogado de privacidade", "JUR", False),
]  # fmt: skip
GAPS = [
    (
        "yuri.nogueira",
        "nsecops",
        "Fechou alertas sem registrar a correlação com eventos anteriores.",
        "high",
        None,
    ),
    ("yuri.nogueira", "gestao-acessos", "Não sabia onde pedir a revogação de um acesso.", "low", 20),
    ("diego.farias", "ncirt", "Na última simulação, iniciou a erradicação antes de conter.", "high", None),
    ("diego.farias", "ninfraops", "Backups verificados sem teste de restauração.", "medium", None),
    ("bianca.moura", "nprivacy", "Dúvidas sobre quando o relatório de impacto é obrigatório.", "medium", 45),
    ("caio.reis", "trustness", "Prometeu prazo de parecer sem consultar o playbook.", "low", None),
    ("yuri.nogueira", "ninfraops", "Correções aplicadas fora da janela combinada.", "medium", None),
]
CRITERIA = ("Comunicação", "Qualidade técnica", "Colaboração", "Prazo")
FINDINGS = [
    ("Cláusula 7.2", "disproportionate_sla", "high", "A indisponibilidade superior a 15 minutos no mês implicará multa de 20%.",
     "Limitar a multa a 5% da mensalidade e medir por mês corrido, com janela de manutenção."),
    ("Cláusula 11", "unlimited_liability", "high", "A contratada responderá por todos os danos, sem limite de valor.",
     "Limitar a responsabilidade ao valor pago nos doze meses anteriores."),
    ("Cláusula 14.1", "abusive_penalty", "medium", "Rescisão antecipada com multa de 60% do saldo.", "Propor 20% do saldo."),
    ("Cláusula 16", "perpetual_confidentiality", "low", "O dever de sigilo é perpétuo.", "Propor cinco anos após o término."),
]  # fmt: skip
POLICIES = [
    ("Política de segurança da informação", "politica", "active", 2),
    ("Política de privacidade", "politica", "active", 1),
    ("Acordo de confidencialidade", "nda", "active", 1),
    ("Política de uso de inteligência artificial", "politica", "draft", 1),
]

#: product, name, level, minimum
STOCK = [
    ("prod_123", "Firewall de borda", 42, 10),
    ("prod_1", "Token de segurança", 180, 40),
    ("prod_2", "Leitor de cartões", 65, 15),
    ("prod_3", "Roteador de contingência", 9, 12),
    ("prod_4", "Disco cifrado portátil", 34, 20),
    ("prod_5", "Notebook de campo", 6, 4),
]

#: name, products (none: whatever is asked for)
SUPPLIERS = [
    ("Redes do Vale", "prod_123 prod_3"),
    ("Chaves & Tokens", "prod_1 prod_2"),
    ("Importadora Serra Azul", "prod_123 prod_4 prod_5"),
]

#: name, kind, status, budget, products
CAMPAIGNS = [
    ("Firewall de borda: busca", "product", "active", "320", "prod_123"),
    ("Segurança em casa", "product", "active", "210", "prod_1 prod_2 prod_123"),
    ("Roteadores", "product", "paused", "150", "prod_3"),
    ("Carrinhos de outubro", "cart_recovery", "ended", "100", "prod_1"),
    ("Nutrição: blog", "lead_nurture", "active", "150", ""),
]
