"""Everything between ``python3 main.py`` and the program: the right Python, its packages, a screen, the commands.

This file and ``version.py`` parse on Python 2.7; the others are read only after the version was checked. What every
start passes through (commands, environment, packages, project, refusal) imports next to nothing, so that the window
is there at once; the rest is imported when it is needed.
"""
