"""Tests of the lessons: their files, their words, and that what they claim is true."""
