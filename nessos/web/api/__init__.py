"""The shared ground of every room's ``api.py``: a room declares, this package does."""
