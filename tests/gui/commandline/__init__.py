"""Tests of what the commands share, and of train and export."""
