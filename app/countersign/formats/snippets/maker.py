"""What every snippet maker gives, and how each is asked whether it fits a request."""

from __future__ import annotations

from typing import Protocol

from countersign.formats.snippets.snippet_request import SnippetRequest


class SnippetMaker(Protocol):
    """Write a request for one tool. To add a tool, add a module and a line in `registry.py`."""

    @property
    def name(self) -> str:
        """Return what a list of tools shows."""

    @property
    def language(self) -> str:
        """Return the language, for the highlighter: shell, python, typescript, go or java."""

    def fits(self, request: SnippetRequest) -> bool:
        """Tell whether the tool has a word for this kind of request."""

    def make(self, request: SnippetRequest) -> str:
        """Return the text. What the tool cannot do, a comment at its top says."""
