"""Bring things in: choose a source, see what comes, say where it goes."""
