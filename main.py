#!/usr/bin/env python3
"""Glassnet's only entry point: opens the window, or runs a command without one (see --help).

This file still parses on Python 2.7, so that an old Python gets a sentence rather than a traceback.
"""
# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy>=2.0", "matplotlib>=3.10"]
# ///

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    if not os.path.isdir(os.path.join(HERE, "gui", "start")):
        sys.stderr.write(
            "Glassnet cannot start from inside a zip file, nor from main.py alone: "
            "unpack everything into a folder first, then start main.py there (it was started as %s).\n" % HERE
        )
        return 1
    if HERE not in sys.path:
        sys.path.insert(0, HERE)
    from gui.start import version

    complaint = version.complaint(sys.version_info, sys.executable)
    if complaint:
        version.tell(complaint)
        return 1
    from gui.start import commands

    return commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
