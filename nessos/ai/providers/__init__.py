"""Who runs models: their servers, what each serves and costs, asking one, and leaving one alone that fails."""
