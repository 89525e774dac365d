"""The demo: a believable company with half a year of history, so that no page is empty."""
