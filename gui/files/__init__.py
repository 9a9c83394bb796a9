"""Experiments as files: opening, saving, taking back, and keeping what a crash would lose."""
