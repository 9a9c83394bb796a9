"""Tests of the plots, without a window."""
