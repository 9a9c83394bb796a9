"""The page of code and numbers."""
