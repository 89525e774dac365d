"""Prompts: what an agent's model is told, as versions that never change, and which of them is in force."""
