"""What one operates: the form of settings, the transport strip, the status line, cards and hints."""
