"""The twins of the outside world: what they were asked to do, and the switches that make them misbehave."""
