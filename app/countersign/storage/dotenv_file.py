"""The `.env` file that an environment names, read only where it lies inside the workspace."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from countersign.formats.dotenv import read_dotenv
from countersign.model.errors import Failure, StorageError
from countersign.model.workspace import Variable
from countersign.storage.atomic_file import read_limited

SIZE_LIMIT = 1_000_000


def read_dotenv_file(folder: Path, relative_path: str) -> tuple[tuple[Variable, ...], tuple[str, ...]]:
    """Return the variables of a `.env` file, and sentences on the lines that are not understood.

    The path is relative to the workspace's folder. Raise `StorageError` for one that leads out of it, through a link
    too, and for a file that cannot be read.
    """
    relative = PurePosixPath(relative_path.replace("\\", "/"))
    path = folder / relative
    outside = relative.is_absolute() or ".." in relative.parts or "\0" in relative_path or Path(relative_path).drive
    real_folder = Path(os.path.realpath(folder))
    if outside or not Path(os.path.realpath(path)).is_relative_to(real_folder):
        raise StorageError(
            Failure(
                "workspace.dotenv-outside",
                f"The .env file {relative_path!a} lies outside the workspace, so it is not read.",
                "Name a file inside the workspace's folder.",
            )
        )
    data = read_limited(path, SIZE_LIMIT)
    try:
        return read_dotenv(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StorageError(
            Failure("workspace.dotenv-encoding", f"The .env file {relative_path} is not UTF-8.", "Save it as UTF-8.")
        ) from error
