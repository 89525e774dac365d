"""What rooms offer to workflows, by name: records to query, actions to ask for, agents to consult.

A room declares its own in ``records.py``, ``actions.py`` and ``agents.py``; what is wrong with a declaration stops
the start with a sentence. The workflow engine looks names up here and knows no room.
"""
