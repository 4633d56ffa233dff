"""Tests of the evaluation on questions whose answers are known."""
