"""The program's one entry: the window without a command, the same work without a window with one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Countersign; return its exit status: 0 done, 1 refused, 2 wrong use, 3 not reached, 4 credentials."""
    from countersign.cli.arguments import parse

    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.command == "window":
        from countersign.ui.window import run_window

        return run_window(os.environ, playground=options.playground, workspace=options.workspace)
    if options.command == "tour":
        from countersign.ui.tour import run_tour

        return run_tour(os.environ, pictures=options.pictures, theme=options.theme)
    if options.command == "bench":
        from countersign.cli.bench import run_bench

        return run_bench(options)
    from countersign.cli.commands import run_command

    return run_command(options, os.environ)


if __name__ == "__main__":
    sys.exit(main())
