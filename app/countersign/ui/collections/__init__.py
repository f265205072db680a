"""Collections in the window: their trees, and what is done with them."""
