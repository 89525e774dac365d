"""What GROWTH's agents are scored on."""

from growth.evals import leads, posts, proposals

__all__ = ["leads", "posts", "proposals"]
