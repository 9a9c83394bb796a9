"""Tests of time: experiments, training, recording, rewinding."""
