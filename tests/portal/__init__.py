"""A portal that shows the chat in its own page: a sample to begin from, and what the tests use."""
