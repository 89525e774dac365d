"""WhatsApp as the house needs it: a port, the letters that go through it, and the twin that stands behind it."""
