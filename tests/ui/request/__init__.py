"""Tests of the request editor."""
