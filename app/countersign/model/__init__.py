"""What Countersign talks about: frozen values and the error tree. Standard library only."""
