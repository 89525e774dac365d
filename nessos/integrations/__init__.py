"""Outside systems: one folder per vendor, and their honest twins in ``sandbox``."""
