"""Screenshots of every page and state, for people to look at; none is compared with another."""
