#!/bin/sh
# Runs every check: lint, format, types, layers, tests. Installs what is missing first.
set -u
cd "$(dirname "$0")/.." || exit 1
. packaging/environment.sh
TEST_PACKAGES="xvfb xauth openbox xdotool imagemagick at-spi2-core python3-pyatspi dbus gnome-keyring
 python3-swift"
need_packages $WINDOW_PACKAGES $TEST_PACKAGES || say "Going on without them; the tests that need them will be skipped."
need_environment packaging/requirements-test.txt || exit 1

failed=""
check() {
    say "== $*"
    "$@" || failed="$failed
  $*"
}
check "$VENV/bin/ruff" check .
check "$VENV/bin/ruff" format --check .
check "$VENV/bin/mypy"
check "$VENV/bin/lint-imports"
if command -v xvfb-run >/dev/null 2>&1 && command -v dbus-run-session >/dev/null 2>&1; then
    check dbus-run-session -- xvfb-run -a -s "-screen 0 1440x900x24" "$VENV/bin/pytest" "$@"
else
    QT_QPA_PLATFORM=offscreen check "$VENV/bin/pytest" "$@"
fi
if [ -n "$failed" ]; then
    say "Failed:$failed"
    exit 1
fi
