"""One form for each way a request can prove who sends it; `kinds.py` lists them."""
