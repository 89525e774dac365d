"""The agents that the house's intelligence offers by itself."""

from nessos.ai.knowledge.answering import agent

__all__ = ["agent"]
