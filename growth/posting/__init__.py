"""A post out of a case, written by rules: without a model, and with nobody's name in it.

``material`` what the raw notes say, sorted · ``writing`` the post.
"""
