"""Countersign: a desktop tester for signed requests."""

__version__ = "0.1.0"
