"""A desktop of its own: virtual screen, session bus, window manager, and a program driven from outside."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

NEEDED = ("Xvfb", "dbus-daemon", "gnome-keyring-daemon", "openbox", "xdotool", "import")
DRIVER = Path(__file__).with_name("atspi_driver.py")
SYSTEM_PYTHON = "/usr/bin/python3"


def missing() -> str:
    """Name what this machine lacks, "" when nothing."""
    lacking = [program for program in NEEDED if shutil.which(program) is None]
    has_atspi = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False)
    if has_atspi.returncode:
        lacking.append("python3-pyatspi")
    return ", ".join(lacking)


class Desktop:
    """Run Countersign on a screen of its own, press keys, and read the screen as a screen reader does."""

    def __init__(self, environment: dict[str, str], program: subprocess.Popen[bytes]) -> None:
        self._environment = environment
        self._program = program

    def keys(self, *keys: str) -> None:
        """Press keys, such as "ctrl+t"."""
        subprocess.run(["xdotool", "key", "--delay", "40", *keys], env=self._environment, check=True, timeout=60)

    def type(self, text: str) -> None:
        """Type text."""
        command = ["xdotool", "type", "--delay", "12", text]
        subprocess.run(command, env=self._environment, check=True, timeout=60)

    def drive(self, *arguments: str) -> str:
        """Run one step of the driver in another process; return what it printed."""
        command = [SYSTEM_PYTHON, str(DRIVER), *arguments]
        finished = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert finished.returncode == 0, f"{arguments}: {finished.stdout}{finished.stderr}"
        return finished.stdout.strip()

    def kill(self) -> None:
        """Kill the program as the system would, without a chance to save."""
        self._program.send_signal(signal.SIGKILL)
        self._program.wait(10)

    def start_again(self, *arguments: str) -> None:
        """Start the program once more on the same desktop, with the same home."""
        self._program = _start(self._environment, arguments)

    def quit(self) -> None:
        """End the program as a logout does."""
        if self._program.poll() is None:
            self._program.terminate()
            self._program.wait(15)

    def picture(self, path: Path) -> None:
        """Save what is on the screen."""
        subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=True, timeout=60)


@contextmanager
def desktop(home: Path, *arguments: str) -> Iterator[Desktop]:
    """Give a desktop on which the program has been started with these arguments."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_QPA_PLATFORM": "xcb",
        "NO_AT_BRIDGE": "0",
    }
    with ExitStack() as stack:
        environment["DISPLAY"] = stack.enter_context(_screen(environment))
        environment["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_bus(environment))
        stack.enter_context(_keyring(environment))
        stack.enter_context(_running(["openbox"], environment))
        shown = Desktop(environment, _start(environment, arguments))
        stack.callback(shown.quit)
        shown.drive("wait", "Request URL")
        yield shown


def _start(environment: dict[str, str], arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "countersign", *arguments], env=environment)


@contextmanager
def _screen(environment: dict[str, str]) -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with _running(command, environment, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as answer:
            yield f":{answer.readline().strip()}"


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with _running(command, environment, stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().decode().strip()


@contextmanager
def _keyring(environment: dict[str, str]) -> Iterator[None]:
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
    with _running(command, environment, stdin=subprocess.PIPE) as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(b"password")
        daemon.stdin.close()
        yield


@contextmanager
def _running(command: list[str], environment: dict[str, str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **options}
    process = subprocess.Popen(command, env=environment, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
