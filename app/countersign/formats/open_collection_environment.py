"""An environment as an OpenCollection 1.0 document."""

from __future__ import annotations

from typing import Any

from countersign.formats.open_collection_parts import variable_document
from countersign.model.workspace import Environment


def environment_document(environment: Environment) -> dict[str, Any]:
    """Return the document of an environment; values of secret variables are left out, as is what `.env` holds."""
    document: dict[str, Any] = {
        "name": environment.name,
        "variables": [variable_document(variable) for variable in environment.variables],
    }
    if environment.dotenv_path:
        document["dotEnvFilePath"] = environment.dotenv_path
    return document
