#!/bin/sh
# Starts Countersign on its playground; installs what is missing first. Without a display it takes the tour instead.
set -u
cd "$(dirname "$0")/.." || exit 1
. packaging/environment.sh
need_packages $WINDOW_PACKAGES || say "Going on without them; the window may not open."
need_environment packaging/requirements.txt || exit 1
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$VENV/bin/countersign" --playground "$@"
fi
say "There is no display: taking the tour instead of opening the window."
exec "$VENV/bin/countersign" tour "$@"
