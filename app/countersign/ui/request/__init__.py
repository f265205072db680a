"""The request editor: the request line and the left half of a request tab."""
