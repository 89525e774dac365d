"""The kinds of steps, one a file; each registers itself and is found by being here."""
