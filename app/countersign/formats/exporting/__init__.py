"""A workspace in the words of other programs, without a secret. One module for each format."""
