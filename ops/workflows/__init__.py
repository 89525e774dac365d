"""The workflow engine. It imports nothing else of operations, and knows no room by name."""
