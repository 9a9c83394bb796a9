"""Scripts that train an experiment by themselves, without this program: readable, short, and with the same numbers."""
