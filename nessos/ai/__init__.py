"""One port to models: agents asked by name, answered by a model or by the offline rules of the house."""
