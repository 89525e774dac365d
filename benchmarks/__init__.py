"""What the house costs, measured: ``make bench`` prints a table and writes ``results.json``."""
