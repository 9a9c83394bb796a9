"""Curves over the steps, and what all axes of steps have in common."""
