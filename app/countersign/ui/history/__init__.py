"""The history in the window: the list, its filters, and two responses held against each other."""
