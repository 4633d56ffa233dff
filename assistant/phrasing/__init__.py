"""Answers in a language model's words, as far as these follow from the notices."""
