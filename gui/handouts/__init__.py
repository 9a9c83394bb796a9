"""Handouts: a run or a lesson on paper, described once and written as one HTML or PDF file."""
