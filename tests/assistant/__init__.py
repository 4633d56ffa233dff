"""Tests of the assistant, one file for each of its modules."""
