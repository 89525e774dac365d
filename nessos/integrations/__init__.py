"""Outside systems: one folder per vendor, and their honest twins in ``sandbox``.

A room states as a port what it needs of a vendor; the settings (``VENDORS``) say what stands behind it.
"""
