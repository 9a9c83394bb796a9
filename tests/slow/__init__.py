"""Tests that take minutes: they run with ``-m slow`` only."""
