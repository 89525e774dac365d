"""Feedback: what people corrected in agents' answers, the test cases made of it, and the examples for prompts."""
