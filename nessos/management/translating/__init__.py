"""Our catalogue of translations: what is in it, where it comes from, and whether it is whole. Needs no GNU gettext."""
