"""Rules of the house that a machine keeps: each checker looks at files and answers sentences, one per fault."""
