"""What the window shows of identities, and what it asks a person on the way to one."""
