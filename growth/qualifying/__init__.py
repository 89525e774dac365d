"""How good a lead is, told by rules: without a model, the same for the same words, and with its reasons.

``spelling`` brings a message into one form · ``phrases`` finds words in it · ``signals`` and ``topics`` are the tables
of what is looked for · ``sizes`` reads figures · ``injected`` drops orders given to whoever reads ·
``weighing`` adds up · ``advice`` says what to do next.
"""
