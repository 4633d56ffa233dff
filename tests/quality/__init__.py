"""Figures on the real notices of ../shared: indexed alone, asked over HTTP, scored from outside."""
