"""Tell what a follow-up question leaves out, and fill it in from the questions before."""
