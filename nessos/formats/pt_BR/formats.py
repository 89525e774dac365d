"""Short everywhere: in a column of a list, *20 de Novembro de 2026 às 11:27* is read slower than *20/11/2026 11:27*."""

DATE_FORMAT = SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "d/m/Y H:i"
