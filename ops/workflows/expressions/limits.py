"""What an expression may read, and how large everything about it may become."""

#: The names that an expression may read.
NAMES = ("event", "payload", "steps", "run", "context")

#: Characters of the text, and what its tree may hold.
MAX_SOURCE = 2_000
MAX_NODES = 500
MAX_DEPTH = 50
MAX_BRACKETS = 40

#: Units of work in one evaluation: one for each element looked at or made, one for every 16 characters. No node runs
#: twice, so that these bound the time too, without a clock that would fail honest expressions on a busy machine.
WORK = 200_000
CHARACTERS_A_UNIT = 16

#: Levels of lists and dictionaries inside a value.
MAX_LEVELS = 100
#: Bits of a whole number (77 digits), and the power of ten of a decimal number.
MAX_BITS = 256
MAX_POWER = 100
#: Characters of a text that is read as a number or a date.
MAX_DIGITS = 100
