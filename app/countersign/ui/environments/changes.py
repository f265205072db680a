"""What the environment editor asks to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from countersign.model.workspace import Environment


@dataclass(frozen=True, slots=True)
class EnvironmentChange:
    """Hold an environment to save: `saved` is how it was read, None for a new one.

    `secrets` holds the values of secret variables that changed, "" for one that was emptied.
    """

    environment: Environment
    saved: Environment | None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
