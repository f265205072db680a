"""Small controls that carry the look of the program; none knows a request or a workflow."""
