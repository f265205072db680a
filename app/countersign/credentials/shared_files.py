"""The text of the AWS shared files, read line by line, so that one bad line costs one line only.

Source: "Shared config and credentials files", AWS SDKs and Tools Reference Guide. Where that guide leaves something
open, a line means what botocore takes it for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from countersign.model.errors import Failure

LARGEST_FILE = 4 * 1024 * 1024  # bytes

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")

Sections = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class SharedFile:
    """Hold the settings by section, and what could not be read. A repr shows no value, since some are secret."""

    sections: Sections = field(default_factory=dict, repr=False)
    notices: tuple[Failure, ...] = ()


def read_shared_file(path: Path) -> SharedFile:
    """Read one file; a missing one is empty, and one that cannot be read is empty with a notice. Blocks."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return SharedFile()
    except OSError as error:
        return SharedFile(notices=(_unreadable(path, error.strerror or type(error).__name__),))
    if len(data) > LARGEST_FILE:
        return SharedFile(notices=(_unreadable(path, f"larger than {LARGEST_FILE // 1024 // 1024} MB"),))
    return parse_shared_file(data, path)


def parse_shared_file(data: bytes, path: Path) -> SharedFile:
    """Parse the bytes of a file; `path` is named in the notices. A section that comes twice is read as one."""
    sections: Sections = {}
    notices = []
    reader = _Reader(sections)
    for number, line in _lines(data):
        problem = _NOT_UTF8 if line is None else reader.take(line)
        if problem:
            notices.append(_bad_line(path, number, problem))
    return SharedFile(sections, tuple(notices))


class _Reader:
    """Take lines in turn; remember the section and the setting that a line may belong to."""

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        self._section: dict[str, str] | None = None
        self._setting = ""
        self._indent = 0

    def take(self, line: str) -> str:
        """Take in one line; return what is wrong with it, "" for nothing."""
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            return ""
        indent = len(line) - len(line.lstrip())
        if self._section is not None and self._setting and indent > self._indent:
            self._section[self._setting] += f"\n{text}"
            return ""
        self._indent = indent
        return self._open_section(text) if text.startswith("[") else self._set(text)

    def _open_section(self, text: str) -> str:
        self._setting = ""
        found = _SECTION.match(text)
        if found is None:
            self._section = None
            return "A section's name does not end with a bracket."
        self._section = self._sections.setdefault(found["name"].strip(), {})
        return ""

    def _set(self, text: str) -> str:
        name, sign, value = _divided(text)
        self._setting = ""
        if not sign or not name:
            return "This line is neither a section nor a setting."
        if self._section is None:
            return "This setting stands in no section."
        self._setting = name
        self._section[name] = value
        return ""


_NOT_UTF8 = "This line is not UTF-8 text."


def _divided(text: str) -> tuple[str, str, str]:
    """Divide at the first "=" or ":", both of which configparser, and so the AWS CLI, takes."""
    found = re.search(r"[=:]", text)
    if found is None:
        return text, "", ""
    return text[: found.start()].strip().lower(), found[0], text[found.end() :].strip()


def _lines(data: bytes) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            yield number, line.rstrip(b"\r").decode()
        except UnicodeDecodeError:
            yield number, None


def _bad_line(path: Path, number: int, problem: str) -> Failure:
    return Failure(
        "profiles.line",
        f"Line {number} of {path} was left out. {problem}",
        "Correct the line; every other profile can be used.",
        field="Identity",
    )


def _unreadable(path: Path, why: str) -> Failure:
    return Failure(
        "profiles.unreadable",
        f"{path} cannot be read, so its profiles are missing.",
        "Correct the file or its permissions.",
        field="Identity",
        detail=why,
    )
