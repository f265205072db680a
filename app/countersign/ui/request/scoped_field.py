"""What marks a field whose text can hold variables."""

from __future__ import annotations

from countersign.variables.scopes import Scope


class ScopedField:
    """Mark a widget that looks variables up; panels find such widgets below them and give them the scope."""

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        raise NotImplementedError
