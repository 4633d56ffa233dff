"""Answer questions from the notices, and let people in."""
