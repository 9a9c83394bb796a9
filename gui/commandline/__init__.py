"""The commands that need no window: what they share (their options, words and exit codes), train and export.

Without matplotlib where it can be, so that ``--help`` and numbers come at once.
"""
