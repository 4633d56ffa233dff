"""Tests of the HTTP service, one file for each of its modules."""
