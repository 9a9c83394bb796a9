"""The network's picture and its parts."""
