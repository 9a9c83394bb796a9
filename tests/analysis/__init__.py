"""Tests of analyses: what is read out of a run, against other ways of computing it."""
