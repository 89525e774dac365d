"""What each kind of step does. A step is done inside the transaction that records it."""
