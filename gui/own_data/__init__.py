"""A person's own data at the window: opening a file, drawing points, saving them."""
