"""Others who do durable runs on PostgreSQL, measured beside ours: DBOS, procrastinate, chains of django-q2.

Each with the settings under which it was fastest here; what those are is said where they stand.
"""
