"""Errands: what a step asks for that is not in our database, performed outside of any transaction.

The step's transaction writes the errand (``asking``); a thread of some worker claims it (``claiming``), performs it
(``performing``), and writes its outcome (``settling``), for which the step waits (``reading``). What nobody can tell
is looked up, or said by a person (``resolving``). Never is it simply done again.
"""
