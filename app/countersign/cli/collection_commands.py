"""`import` and `export`: collections of other tools in and out, without a window."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from countersign.model.errors import Failure, InputError
from countersign.model.imported import Imported, ImportedFolder, ImportNote
from countersign.workflows.application import Application

DONE = 0


async def import_source(application: Application, options: argparse.Namespace) -> int:
    """Read a file, a folder or standard input ("-"), and write it as a collection; --dry-run writes nothing."""
    importing = (await application.ready()).importing
    if options.source == "-":
        imported = await importing.preview_text(sys.stdin.read())
    else:
        imported = await importing.preview(Path(options.source))
    written = None
    if not options.dry_run:
        into = (options.folder / "opencollection.yml").is_file()
        written = await importing.write(imported, options.folder, into=into, keep_secrets=options.keep_secrets)
    notes = (*imported.notes, *(written.notes if written else ()))
    if options.json:
        print(json.dumps(_document(imported, notes), indent=2, ensure_ascii=False))
        return DONE
    done = "would bring in" if written is None else f"imported to {written.folder / written.path}:"
    print(f"{imported.format} {done} {_count(imported.root)} requests, {len(imported.environments)} environments")
    for note in notes:
        print(f"  {note.place}: {note.sentence}")
    for secret in imported.secrets:
        kept = "kept in the keyring" if written and options.keep_secrets else "not kept"
        print(f"  {secret.place}: a secret, {kept}; {{{{{secret.variable}}}}} stands for it")
    return DONE


async def export_collection(application: Application, options: argparse.Namespace) -> int:
    """Write a collection in another format, to a file or to standard output."""
    from countersign.formats.exporting.registry import EXPORTERS

    exporter = next((one for one in EXPORTERS if options.format in one.name.lower().replace(" ", "")), None)
    if exporter is None:
        names = ", ".join(one.name for one in EXPORTERS)
        raise InputError(
            Failure("export.format", f"“{options.format}” is no format to export to.", f"There are: {names}.")
        )
    workspace = await application.open_workspace(options.folder)
    if options.output is None:
        exported = exporter.export(workspace)
        sys.stdout.buffer.write(exported.data)
        sys.stdout.buffer.flush()
        notes = exported.notes
    else:
        notes = await (await application.ready()).collections.export(workspace, exporter, options.output)
    for note in notes:
        print(f"countersign: {note.place}: {note.sentence}", file=sys.stderr)
    return DONE


def _document(imported: Imported, notes: tuple[ImportNote, ...]) -> dict[str, Any]:
    return {
        "format": imported.format,
        "name": imported.root.name,
        "requests": _count(imported.root),
        "environments": [environment.name for environment in imported.environments],
        "notes": [{"place": note.place, "sentence": note.sentence, "kind": note.kind} for note in notes],
        "secrets": [{"place": secret.place, "variable": secret.variable} for secret in imported.secrets],
    }


def _count(folder: ImportedFolder) -> int:
    return sum(_count(item) if isinstance(item, ImportedFolder) else 1 for item in folder.items)
