"""Pictures: what is on the screen as a file or on the clipboard, with the moment inside that it shows."""
