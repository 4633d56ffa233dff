"""One step from a version of the tables to the next; frozen: it knows nothing of today's code."""
