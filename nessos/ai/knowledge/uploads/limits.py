"""What a child may use up while it reads one file. Imports nothing: both sides know these."""

#: Of the child: bytes of memory, seconds of processor time, and of the clock.
MEMORY = 1_000_000_000
PROCESSOR_SECONDS = 60
WALL_SECONDS = 90
#: Of the document: pages, letters, and what a compressed one may unpack to.
PAGES = 2_000
LETTERS = 3_000_000
UNPACKED = 150_000_000
PARTS = 5_000
