"""The desk's pages of runs."""
