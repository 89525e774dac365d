"""The catalogue that the house ships, in its own language."""

from typing import Any

_IMPROVED = (
    "A linha de espetos está sendo aprimorada e não está disponível no momento. Podemos registrar o seu interesse "
    "e avisar assim que houver novidade."
)

#: In the order in which they are loaded: what is offered instead, or as the next larger one, is named by its slug.
CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "slug": "fbm100",
        "name": "Formadora FBM100",
        "category": "forming",
        "description": "Formadora de bancada para quem começa a produzir.",
        "specs": {"Produção": "500 a 600 unidades por dia", "Peso por unidade": "até 1,5 kg"},
        "keywords": ["FBM100", "FBM 100", "formadora"],
        "upgrades": ["fb300"],
    },
    {
        "slug": "fb300",
        "name": "Formadora FB300",
        "category": "forming",
        "description": "Formadora para produção contínua.",
        "specs": {"Produção": "300 a 350 unidades por hora", "Capacidade": "5 kg"},
        "keywords": ["FB300", "FB 300", "formadora"],
    },
    {
        "slug": "fb700",
        "name": "Formadora FB700",
        "category": "forming",
        "description": "Formadora para grandes volumes.",
        "specs": {"Produção": "700 unidades por hora"},
        "keywords": ["FB700", "FB 700", "formadora"],
    },
    {
        "slug": "se-smartpro",
        "name": "SE SmartPro",
        "category": "se_line",
        "specs": {"Produção": "1.800 ciclos por hora"},
        "keywords": ["SmartPro", "Smart Pro"],
    },
    {"slug": "se3000", "name": "SE3000", "category": "se_line", "keywords": ["SE 3000"]},
    {"slug": "se6000", "name": "SE6000", "category": "se_line", "keywords": ["SE 6000"]},
    {
        "slug": "ct200",
        "name": "Cortadora CT200",
        "category": "cutting",
        "description": "Corta em cubos e tiras.",
        "specs": {"Produção": "300 kg por hora"},
        "keywords": ["CT200", "CT 200", "cortadora", "cubos", "tiras"],
    },
    {
        "slug": "fs150",
        "name": "FS150",
        "category": "cutting",
        "specs": {"Espessura": "7 a 14 mm"},
        "keywords": ["FS 150"],
    },
    {
        "slug": "ensacadeira",
        "name": "Ensacadeira",
        "category": "bagging",
        "specs": {"Capacidade": "15 kg ou 30 kg"},
        "keywords": ["ensacadeiras", "embutideira"],
    },
    {
        "slug": "misturador",
        "name": "Misturador",
        "category": "mixing",
        "specs": {"Capacidade": "25 a 210 litros"},
        "keywords": ["misturadores", "misturadeira"],
    },
    {
        "slug": "epe1200",
        "name": "EPE1200",
        "category": "other",
        "specs": {"Produção": "1.400 unidades por hora"},
        "keywords": ["EPE 1200"],
    },
    {
        "slug": "linha-de-espetos",
        "name": "Linha automática de espetos",
        "category": "skewers",
        "description": "Linha automática para a produção de espetos.",
        "specs": {"Produção": "1.200 a 2.400 espetos por hora"},
        "keywords": ["espeto", "espetos", "linha de espeto", "espetadeira"],
        "is_available": False,
        "unavailable_text": _IMPROVED,
        "alternatives": ["ct200"],
        "alternatives_context": ["corte", "cortar", "cubos", "tiras", "preparo", "produção"],
    },
)
