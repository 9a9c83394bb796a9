"""Exports: what a run gives to other programs, as text or bytes. No windows, no file names."""
