"""Films: frames of a run, drawn and written one after the other. Needs neither Tk nor a screen."""
