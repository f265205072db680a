"""The console of a live connection: its messages as they come, a filter, and one message in full."""
