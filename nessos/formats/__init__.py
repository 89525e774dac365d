"""How dates are written; numbers stay as Django has them for each language."""
