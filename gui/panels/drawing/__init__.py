"""What panels draw with: brush, words, colours, axes; nothing here knows of networks."""
