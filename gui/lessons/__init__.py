"""Lessons in the window: the menu that lists them, the card that tells one, and what its buttons do."""
