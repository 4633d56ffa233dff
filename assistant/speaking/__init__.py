"""A language model that the office runs: called, bounded in time, left alone when it fails, counted."""
