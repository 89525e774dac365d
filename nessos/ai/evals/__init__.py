"""Evals: how well an agent does on questions whose right answer is known, beside what the simplest means would do."""
