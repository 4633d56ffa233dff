"""Stores as older versions of the program left them; `making.py` says how they were made."""
