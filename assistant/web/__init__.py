"""The HTTP service: API and pages."""
