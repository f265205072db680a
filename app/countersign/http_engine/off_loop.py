"""Run blocking file work on a thread, and never leave it running behind a cancelled task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import IOBase
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_to_end(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `function` returns, called on a thread.

    A cancelled caller still waits for the thread, so that no file is closed under its hands; keep the calls short. A
    file that was opened for a caller who is gone is closed.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled() and work.exception() is None and isinstance(opened := work.result(), IOBase):
            opened.close()
        raise
