"""Lessons: one idea each, as a contrast of runs, with words and a claim that can be measured."""
