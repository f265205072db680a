"""The right half of a request tab: what came back, from which server, in how much time."""
