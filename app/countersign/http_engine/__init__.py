"""Carry one signed request to a server and bring back what came: bytes, times, certificates, or why not."""
