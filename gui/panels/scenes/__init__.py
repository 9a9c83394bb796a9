"""The boundary and its kin: what a network answers, one scene for each kind of data."""
