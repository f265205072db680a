"""Fork children that save in a loop, kill them at random moments, and count what is corrupt or lost.

`python killed_saves.py file|session|request KILLS FOLDER` prints a JSON object.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from countersign.formats.draft_json import session_from_json
from countersign.model.errors import CountersignError
from countersign.model.request import RequestDraft
from countersign.model.session import SessionState
from countersign.storage.atomic_file import write_atomically
from countersign.storage.session_file import session_file
from countersign.storage.workspace_folder import open_workspace, save_request

Save = Callable[[int], None]
Read = Callable[[], int]


def filler(generation: int) -> str:
    return hashlib.sha256(str(generation).encode()).hexdigest() * (generation % 7 * 200 + 1)


def plain_file(folder: Path) -> tuple[Save, Read]:
    path = folder / "file"

    def save(generation: int) -> None:
        write_atomically(path, f"{generation}\n{filler(generation)}".encode())

    def read() -> int:
        number, text = path.read_text().split("\n")
        assert text == filler(int(number))
        return int(number)

    return save, read


def session_state(folder: Path) -> tuple[Save, Read]:
    path = folder / "session.json"

    def save(generation: int) -> None:
        state = SessionState(active_tab=str(generation), layout=(("filler", filler(generation)),))
        session_file(path).save(state)

    def read() -> int:
        state = session_from_json(json.loads(path.read_bytes())["session"])
        assert state.layout == (("filler", filler(int(state.active_tab))),)
        return int(state.active_tab)

    return save, read


def request_file(folder: Path) -> tuple[Save, Read]:
    (folder / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo: {name: x}\n")

    def save(generation: int) -> None:
        save_request(folder, "a.yml", RequestDraft(name=str(generation), docs=filler(generation)))

    def read() -> int:
        workspace = open_workspace(folder)
        assert not workspace.problems
        draft = workspace.root.items[0].draft
        assert draft.docs == filler(int(draft.name))
        return int(draft.name)

    return save, read


KINDS = {"file": plain_file, "session": session_state, "request": request_file}


def save_until_killed(save: Save, first: int, acknowledge: int) -> None:
    generation = first
    while True:
        save(generation)
        os.write(acknowledge, f"{generation}\n".encode())
        generation += 1


def kill_one(save: Save, first: int, after: float) -> int:
    """Return the last acknowledged generation, or the one before the first."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        save_until_killed(save, first, writer)
    os.close(writer)
    time.sleep(after)  # the random moment is the test
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        complete = [line for line in pipe.read().split(b"\n")[:-1] if line]
    return int(complete[-1]) if complete else first - 1


def main(kind: str, kills: int, folder: Path) -> None:
    save, read = KINDS[kind](folder)
    chance = random.Random(os.environ.get("COUNTERSIGN_SEED"))
    begun = time.monotonic()
    save(0)
    # A kill falls within three saves or so, however long one takes on this machine.
    longest = 0.01 + 3 * (time.monotonic() - begun)
    current, corrupt, lost, acknowledged = 0, 0, 0, 0
    for _ in range(kills):
        last = kill_one(save, current + 1, chance.uniform(0.0, longest))
        acknowledged += last - current
        try:
            found = read()
        except (AssertionError, ValueError, OSError, CountersignError, AttributeError, LookupError) as error:
            print(repr(error), file=sys.stderr)
            corrupt += 1
            save(last)
            found = last
        lost += found < last
        current = found
    print(json.dumps({"kills": kills, "corrupt": corrupt, "lost": lost, "acknowledged": acknowledged}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
