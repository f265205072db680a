"""Judges that are not ours, for the signing core."""
