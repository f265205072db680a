"""OpenStack Swift with its S3 API as one process on loopback: a judge of S3 signatures that shows what it expected.

`SwiftServer` starts it from the tests. As a script, run by the system's Python where Debian puts Swift, this file is
the server: it serves the proxy, account, container and object servers from one folder and prints the proxy's port.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DEBIAN_PACKAGES = ("python3-swift",)
ACCESS_KEY_ID = "test:tester"
SECRET_ACCESS_KEY = "testing"
REGION = "us-west-2"

_PYTHON = "/usr/bin/python3"
_STORES = ("account", "container", "object")
_START_TIMEOUT = 40

_PROXY = """[DEFAULT]
swift_dir = {folder}
bind_port = {port}
[pipeline:main]
pipeline = catch_errors gatekeeper s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin .reseller_admin
[filter:s3api]
use = egg:swift#s3api
location = {region}
dns_compliant_bucket_names = false
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:catch_errors]
use = egg:swift#catch_errors
"""
_STORE = """[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
fallocate_reserve = 0
disable_fallocate = true
bind_port = {port}
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
_HASH = "[swift-hash]\nswift_hash_path_prefix = tests\nswift_hash_path_suffix = only\n"


def why_not() -> str:
    """Return why Swift cannot run here, "" when it can."""
    probe = [_PYTHON, "-c", "import swift.common.middleware.s3api, swift.account.server, swift.container.server"]
    if not Path(_PYTHON).exists() or subprocess.run(probe, capture_output=True, check=False).returncode:
        return "Swift is not installed; on Debian: apt-get install " + " ".join(DEBIAN_PACKAGES)
    return "" if _root() else "no temporary folder takes the extended attributes that Swift needs"


class SwiftServer:
    """Run Swift in a folder of its own; `port` is the S3 endpoint's on 127.0.0.1."""

    def __init__(self) -> None:
        self.port = 0
        self._folder = Path()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> SwiftServer:
        self._folder = Path(tempfile.mkdtemp(prefix="countersign-swift-", dir=_root()))
        log = (self._folder / "log").open("w")
        with log:
            self._process = subprocess.Popen(
                [_PYTHON, str(Path(__file__).resolve()), str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={"PATH": os.environ["PATH"], "HOME": str(self._folder)},
            )
        line = self._process.stdout.readline()
        if not line:
            said = (self._folder / "log").read_text()
            self.__exit__()
            raise RuntimeError(f"Swift did not start:\n{said[-4000:]}")
        self.port = int(line)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self._folder)


def _root() -> str:
    """Return a folder that takes the user attributes in which Swift keeps an object's metadata."""
    for folder in (tempfile.gettempdir(), "/var/tmp", "/dev/shm", str(Path.home())):
        try:
            with tempfile.NamedTemporaryFile(dir=folder) as file:
                os.setxattr(file.name, "user.swift.metadata", b"x" * 2000)
        except OSError:
            continue
        return folder
    return ""


class _MemoryCache:
    """Stand in for memcached, so that no further server is needed."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def get(self, key: str, **_: object) -> object:
        return self._values.get(key)

    def set(self, key: str, value: object, **_: object) -> None:
        self._values[key] = value

    def delete(self, key: str, **_: object) -> None:
        self._values.pop(key, None)


def _with_cache(app):
    cache = _MemoryCache()

    def call(environ, start_response):
        environ["swift.cache"] = cache
        return app(environ, start_response)

    return call


def serve(folder: Path) -> None:
    """Write the configuration and serve until killed or until standard input ends."""
    import eventlet
    import eventlet.tpool
    import eventlet.wsgi

    eventlet.monkey_patch()
    (folder / "swift.conf").write_text(_HASH)
    (folder / "devices" / "d1").mkdir(parents=True)
    from swift.common.utils import NullLogger, set_swift_dir

    set_swift_dir(str(folder))
    from swift.common import wsgi

    listeners = {kind: eventlet.listen(("127.0.0.1", 0)) for kind in (*_STORES, "proxy")}
    for kind in _STORES:
        _write_ring(folder, kind, listeners[kind].getsockname()[1])
    for kind, listener in listeners.items():
        template = _PROXY if kind == "proxy" else _STORE
        path = folder / f"{kind}-server.conf"
        path.write_text(template.format(folder=folder, kind=kind, port=listener.getsockname()[1], region=REGION))
        app = wsgi.loadapp(str(path), global_conf={"log_name": kind})
        eventlet.spawn(
            eventlet.wsgi.server,
            listener,
            _with_cache(app),
            NullLogger(),
            protocol=wsgi.SwiftHttpProtocol,
            capitalize_response_headers=False,
        )
    print(listeners["proxy"].getsockname()[1], flush=True)
    eventlet.tpool.execute(sys.stdin.read)


def _write_ring(folder: Path, kind: str, port: int) -> None:
    from swift.common.ring import RingBuilder

    builder = RingBuilder(2, 1, 1)
    place = {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1", "weight": 1.0}
    builder.add_dev({**place, "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
    builder.rebalance()
    builder.get_ring().save(str(folder / f"{kind}.ring.gz"))


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
