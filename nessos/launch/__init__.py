"""Starting ness.OS: the embedded PostgreSQL, the processes and who watches them.

Nothing here imports Django at module level: much of it runs before Django can be loaded.
"""
