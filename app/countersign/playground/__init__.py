"""A small AWS on loopback for trying things out: a test double made for people, in a process of its own."""
