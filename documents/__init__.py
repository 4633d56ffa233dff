"""What a notice (公文) is: read it, see its structure, cut it into passages."""
