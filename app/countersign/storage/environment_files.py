"""The environments of a workspace: one file each under environments/, or a place in opencollection.yml."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from countersign.formats.open_collection import read_collection, read_environment
from countersign.formats.open_collection_environment import environment_document
from countersign.model.errors import Failure, InputError, StorageError
from countersign.model.workspace import Environment
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.file_errors import not_written
from countersign.storage.workspace_folder import COLLECTION_FILE, ENVIRONMENTS
from countersign.storage.yaml_document import SIZE_LIMIT, parse_yaml
from countersign.storage.yaml_edit import EditableYaml, merge, new_yaml

_Documents = list[dict[str, Any]]

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_LONGEST_STEM = 60
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RemovedEnvironment:
    """Hold what brings a deleted environment back; `data` is its file, empty for one of opencollection.yml."""

    environment: Environment
    data: bytes = field(default=b"", repr=False)


def save_environment(folder: Path, environment: Environment, saved: Environment | None = None) -> Environment:
    """Write an environment, touching only what changed; return it with the path of its file.

    Without `saved`, a new file is made. With it, the environment as it was read, raise `StorageError`
    ("workspace.changed-outside") if the file holds something else by now. No secret value is written.
    """
    if saved is None:
        path = _free_path(folder, environment.name)
        _write(path, new_yaml(environment_document(environment)))
        return replace(environment, path=_relative(folder, path))
    path = _file(folder, saved.path)
    text = _text(path)
    before = _held(text, path, saved)
    if environment_document(before) != environment_document(saved):
        raise _changed_outside(path)
    changed = _edited(text, saved, environment)
    if changed != text:
        _check(changed, path, replace(environment, path=saved.path))
        _write(path, changed)
    return replace(environment, path=saved.path)


def rename_environment(folder: Path, environment: Environment, name: str) -> Environment:
    """Give an environment another name, and its file too where that name is free; return it as it is then."""
    renamed = save_environment(folder, replace(environment, name=name), environment)
    if not environment.path:
        return renamed
    old = _file(folder, environment.path)
    new = old.with_name(f"{_stem(name)}.yml")
    if new.exists():
        return renamed
    try:
        old.rename(new)
    except OSError as error:
        raise not_written(new, error) from error
    return replace(renamed, path=_relative(folder, new))


def delete_environment(folder: Path, environment: Environment) -> RemovedEnvironment:
    """Remove an environment; return what `restore_environment` needs."""
    path = _file(folder, environment.path)
    if environment.path:
        data = read_limited(path, SIZE_LIMIT)
        try:
            path.unlink()
        except OSError as error:
            raise not_written(path, error) from error
        return RemovedEnvironment(environment, data)
    file = EditableYaml(_text(path))
    listed = _inline(file.root)
    del listed[_place_in(listed, environment.name, path)]
    if not listed:
        del file.root["config"]["environments"]
    _write(path, file.text())
    return RemovedEnvironment(environment)


def restore_environment(folder: Path, removed: RemovedEnvironment) -> Environment:
    """Bring a deleted environment back as it was; raise `StorageError` if its place was taken meanwhile."""
    if not removed.environment.path:
        return save_environment(folder, removed.environment)
    path = _file(folder, removed.environment.path)
    if path.exists():
        raise StorageError(
            Failure("environment.exists", f"{path} is there again.", "Delete or rename the new one first.")
        )
    write_atomically(path, removed.data)
    return removed.environment


def _edited(text: str, old: Environment, new: Environment) -> str:
    """Return the file's text with the differences between two environments; the same text if there are none."""
    old_document, new_document = environment_document(old), environment_document(new)
    if old_document == new_document:
        return text
    file = EditableYaml(text)
    node = file.root
    if not old.path:
        listed = _inline(file.root)
        node = listed[_place_in(listed, old.name, Path(COLLECTION_FILE))]
    before, after = old_document.pop("variables"), new_document.pop("variables")
    merge(node, old_document, new_document)
    _change_variables(node, before, after)
    return file.text()


def _change_variables(node: Any, before: _Documents, after: _Documents) -> None:
    """Bring a file's variables from one list to another, each step so small that comments stay where they are."""
    before = _with_variants_changed(node.get("variables") or [], before, after)
    for step in _steps(before, after):
        merge(node, {"variables": before}, {"variables": step})
        before = step


def _with_variants_changed(node: Any, before: _Documents, after: _Documents) -> _Documents:
    """Change the selected one of several values in place; return the documents with those that are done."""
    wanted = {entry["name"]: entry for entry in after}
    done = list(before)
    for at, (written, entry) in enumerate(zip(node, before, strict=False)):
        new = wanted.get(entry["name"])
        variants = written.get("value") if isinstance(written, dict) else None
        if not isinstance(variants, list) or not variants or new is None or "value" not in new:
            continue
        chosen = next((variant for variant in variants if variant.get("selected")), variants[0])
        merge(chosen, {"value": entry.get("value")}, {"value": new["value"]})
        done[at] = {**entry, "value": new["value"]}
    return done


def _steps(before: _Documents, after: _Documents) -> Iterator[_Documents]:
    """Yield lists on the way from one to the other: first less, then changed, then more, one entry at a time."""
    old_names, new_names = [entry["name"] for entry in before], [entry["name"] for entry in after]
    kept = [name for name in old_names if name in new_names]
    are_unique = len(set(old_names)) == len(old_names) and len(set(new_names)) == len(new_names)
    if len(before) == len(after) or not are_unique or kept != [name for name in new_names if name in old_names]:
        yield after
        return
    current = list(before)
    for name in [name for name in old_names if name not in new_names]:
        current = [entry for entry in current if entry["name"] != name]
        yield current
    wanted = {entry["name"]: entry for entry in after}
    current = [wanted[entry["name"]] for entry in current]
    yield current
    for at, entry in enumerate(after):
        if at >= len(current) or current[at]["name"] != entry["name"]:
            current = [*current[:at], entry, *current[at:]]
            yield current


def _held(text: str, path: Path, saved: Environment) -> Environment:
    """Return the environment as its file has it now."""
    try:
        document = parse_yaml(text.encode("utf-8", "replace"))
        if saved.path:
            return read_environment(document, path.stem)[0]
        listed = read_collection(document).environments
    except InputError as error:
        raise _refused(path, error.failure.sentence) from error
    found = next((environment for environment in listed if environment.name == saved.name), None)
    if found is None:
        raise _changed_outside(path)
    return found


def _check(text: str, path: Path, meant: Environment) -> None:
    """Read a file before it is written: it must hold what was meant."""
    if environment_document(_held(text, path, meant)) != environment_document(meant):
        raise _refused(path, "It cannot be changed without losing parts of it.")


def _inline(root: Any) -> Any:
    config = root.get("config")
    return (config.get("environments") if isinstance(config, dict) else None) or []


def _place_in(listed: Any, name: str, path: Path) -> int:
    at = next((at for at, entry in enumerate(listed) if str(entry.get("name")) == name), None)
    if at is None:
        raise _changed_outside(path)
    return at


def _file(folder: Path, relative_path: str) -> Path:
    """Return the file of an environment; only what lies in the environments folder itself is one."""
    if not relative_path:
        path = folder / COLLECTION_FILE
        if path.is_symlink():
            raise _refused(path, "It is a link, which is not followed.")
        return path
    relative = PurePosixPath(relative_path)
    path = folder / relative
    real = Path(os.path.realpath(path))
    is_listed = len(relative.parts) == 2 and relative.parts[0] == ENVIRONMENTS and ".." not in relative.parts
    if not is_listed or not real.is_relative_to(os.path.realpath(folder)):
        raise StorageError(
            Failure(
                "workspace.path",
                f"“{relative_path}” is no place for an environment in this workspace.",
                f"Choose a .yml file in its folder {ENVIRONMENTS}.",
            )
        )
    return path


def _free_path(folder: Path, name: str) -> Path:
    home = folder / ENVIRONMENTS
    if home.is_symlink():
        raise _refused(home, "It is a link, which is not followed.")
    try:
        home.mkdir(exist_ok=True)
        taken = {entry.name.casefold() for entry in home.iterdir()}
    except OSError as error:
        raise not_written(home, error) from error
    stem, number = _stem(name), 2
    path = home / f"{stem}.yml"
    while path.name.casefold() in taken:
        path = home / f"{stem}-{number}.yml"
        number += 1
    return path


def _stem(name: str) -> str:
    """Return a file name that every system takes, as near to the environment's name as can be."""
    plain = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    stem = _NOT_IN_A_FILE_NAME.sub("-", plain)[:_LONGEST_STEM].strip("-. ") or "environment"
    return f"environment-{stem}" if _DEVICE.fullmatch(stem) else stem


def _relative(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _text(path: Path) -> str:
    try:
        return read_limited(path, SIZE_LIMIT).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _refused(path, "It is not UTF-8.") from error


def _write(path: Path, text: str) -> None:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _refused(path, "A text holds half a character, which no file can hold.") from error
    write_atomically(path, data)


def _refused(path: Path, sentence: str) -> StorageError:
    return StorageError(Failure("workspace.file", f"{path}: {sentence}", "Correct the file, or save to a new one."))


def _changed_outside(path: Path) -> StorageError:
    return StorageError(
        Failure(
            "workspace.changed-outside",
            f"{path} was changed by another program.",
            "Keep your version, take the other one, or save to a new file.",
        )
    )
