"""The ledger: what was asked of whom, what it cost, and what may be spent."""
