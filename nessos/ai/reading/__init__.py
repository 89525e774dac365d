"""Reading what strangers wrote, by rules: the shared ground of the rooms' offline agents.

``folding`` makes texts comparable, letter by letter · ``numbers`` reads counted words · ``figures`` finds durations,
money and percentages · ``clauses`` takes a contract apart · ``orders`` drops what is said to whoever reads ·
``people`` hides who is spoken of.
"""
