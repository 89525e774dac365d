"""The twins of the outside world, and the switches that make them misbehave."""
