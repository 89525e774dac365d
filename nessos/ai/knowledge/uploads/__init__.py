"""Documents that people upload: kept, read by a child process, and found like every other text of the house."""
