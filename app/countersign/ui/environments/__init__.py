"""Environments and their variables, and what is asked for before a send."""
