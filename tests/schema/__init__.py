"""Thousands of requests made of /openapi.json: make schema."""
