"""What the system says when a file cannot be read or written, in words for a person."""

from __future__ import annotations

import errno
from pathlib import Path

from countersign.model.errors import Failure, StorageError

_SENTENCES = {
    errno.ENOSPC: ("storage.disk-full", "The disk is full", "Make room and save again."),
    errno.EDQUOT: ("storage.disk-full", "Your quota on this disk is used up", "Make room and save again."),
    errno.EACCES: ("storage.no-permission", "You may not use this file", "Change its permissions."),
    errno.EPERM: ("storage.no-permission", "You may not use this file", "Change its permissions."),
    errno.EROFS: ("storage.read-only", "The disk is read-only", "Save to another folder."),
    errno.ENOENT: ("storage.missing", "The file or its folder is gone", "Check whether it was moved or renamed."),
    errno.ENOTDIR: ("storage.missing", "A part of its path is not a folder", "Choose another folder."),
    errno.EISDIR: ("storage.not-a-file", "It is a folder", "Choose a file."),
    errno.ELOOP: ("storage.not-a-file", "Its link leads in a circle", "Replace the link."),
    errno.ENAMETOOLONG: ("storage.name-too-long", "Its name is too long", "Shorten the name."),
    errno.EIO: ("storage.disk-error", "The disk reported an error", "Check the disk and save to another one."),
}


def not_read(path: Path, error: OSError | ValueError) -> StorageError:
    """Return the error for a file that could not be read."""
    return _error(path, error, "could not be read")


def not_written(path: Path, error: OSError | ValueError) -> StorageError:
    """Return the error for a file that could not be written; what it held before is still there."""
    return _error(path, error, "was not saved")


def _error(path: Path, error: OSError | ValueError, what: str) -> StorageError:
    if isinstance(error, ValueError):  # a NUL or a lone surrogate, refused before the system is asked
        sentence = f"{str(path)!a} {what}: its name holds a character that no file name can hold."
        return StorageError(Failure("storage.name", sentence, "Choose another name."))
    fallback = ("storage.failed", error.strerror or "The system refused", "Try again, or choose another folder.")
    failure_id, cause, action = _SENTENCES.get(error.errno or 0, fallback)
    sentence = f"{path} {what}: {cause[0].lower()}{cause[1:]}."
    return StorageError(Failure(failure_id, sentence, action, detail=error.strerror or ""))
