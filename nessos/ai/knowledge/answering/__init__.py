"""A question answered in sentences, each with the piece that it stands in; or "not found"."""
