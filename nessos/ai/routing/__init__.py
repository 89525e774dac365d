"""Which model serves which agent: plans that people publish, each version kept, and what was answered under a key."""
