"""Reviews: people look at what a workflow made, correct it if need be, and decide.

LOCK ORDER: the run, then its step, then the approval. Whoever decides holds all three, so of two at once one decides
and the other is told.
"""
