"""Fork children that keep exchanges in a loop, kill them at random moments, and count what is corrupt or lost.

`python killed_history.py KILLS FOLDER` prints a JSON object.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from countersign.model.history import HistoryEntry, HistoryLimits, HistoryQuery, HistoryRow, KeptBody
from countersign.model.request import RequestDraft
from countersign.storage.history_database import HistoryDatabase

KEPT = 40
_CHECKED_WHOLE = 50


def entry(generation: int) -> HistoryEntry:
    text = hashlib.sha256(str(generation).encode()).hexdigest() * (generation % 7 * 300 + 1)
    row = HistoryRow(datetime.now(UTC), "GET", f"https://x.example/g{generation}", "x.example", 200)
    return HistoryEntry(row, RequestDraft(name=str(generation)), response_body=KeptBody(text.encode(), len(text)))


def keep_until_killed(path: Path, first: int, acknowledge: int) -> None:
    database = HistoryDatabase(path)
    generation = first
    while True:
        database.add(entry(generation))
        os.write(acknowledge, f"{generation}\n".encode())
        generation += 1
        if generation % 5 == 0:
            database.prune(HistoryLimits(most_entries=KEPT))


def kill_one(path: Path, first: int, after: float) -> int:
    """Return the last acknowledged generation, or the one before the first."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        keep_until_killed(path, first, writer)
    os.close(writer)
    time.sleep(after)  # the random moment is the test
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        complete = [line for line in pipe.read().split(b"\n")[:-1] if line]
    return int(complete[-1]) if complete else first - 1


def newest(path: Path, *, whole: bool) -> int:
    """Return the newest generation; raise where anything that is there is not as it was written."""
    database = HistoryDatabase(path)
    rows = database.search(HistoryQuery(limit=KEPT if whole else 3))
    assert not database.take_notices()
    for row in rows:
        found = database.entry(row.id)
        assert found is not None
        generation = int(row.url.rpartition("/g")[2])
        assert found.draft == RequestDraft(name=str(generation))
        assert found.response_body.data == entry(generation).response_body.data
        assert database.search(HistoryQuery(f"g{generation}"))[0].id == row.id
    database.close()
    if whole:
        check_file(path)
    return int(rows[0].url.rpartition("/g")[2]) if rows else -1


def check_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()


def main(kills: int, folder: Path) -> None:
    path = folder / "history.sqlite3"
    chance = random.Random(os.environ.get("COUNTERSIGN_SEED"))
    begun = time.monotonic()
    first = HistoryDatabase(path)
    first.add(entry(0))
    first.close()
    longest = min(0.08, 0.01 + 2 * (time.monotonic() - begun))
    current, corrupt, lost, acknowledged = 0, 0, 0, 0
    for number in range(1, kills + 1):
        last = kill_one(path, current + 1, chance.uniform(0.0, longest))
        acknowledged += last - current
        try:
            found = newest(path, whole=number % _CHECKED_WHOLE == 0 or number == kills)
        except Exception as error:  # noqa: BLE001 - whatever it is, the file is not as it was written
            print(repr(error), file=sys.stderr)
            corrupt += 1
            found = last
        lost += found < last
        current = max(found, last)
    print(json.dumps({"kills": kills, "corrupt": corrupt, "lost": lost, "acknowledged": acknowledged}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
