"""Exports: the kinds of files that a run can be taken home as, and the way to them from the window."""
