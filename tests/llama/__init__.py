"""A real language model behind a real server; run with make llama-test."""
