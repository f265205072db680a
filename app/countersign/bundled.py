"""Where the files lie that travel with the program: icons, themes, the sample workspace."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """Return the folder of bundled resources: `countersign/resources` once installed, `resources` in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"


def resource(*parts: str) -> Path:
    """Return the path of one bundled file or folder; raise FileNotFoundError when it is not there."""
    path = resources().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
