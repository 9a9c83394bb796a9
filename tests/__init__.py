"""The tests: what the program promises, checked against oracles that do not share its code."""
