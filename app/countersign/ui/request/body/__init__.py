"""One form for each type of request body; `kinds.py` lists them."""
