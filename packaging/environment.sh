# Sourced by run.sh and test.sh: system packages and the Python environment, each installed only when missing.

WINDOW_PACKAGES="python3-venv libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0
 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-inter fonts-jetbrains-mono"
VENV=${COUNTERSIGN_VENV:-.venv}

say() {
    printf '%s\n' "$*" >&2
}

missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

# Installs Debian packages where it may; names them where it may not. Returns 1 when some are still missing.
need_packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "These system packages are missing: $missing"
        say "Install them with: sudo apt-get install $missing"
        return 1
    fi
    say "Installing system packages: $missing"
    # The list of packages may be old or absent on a fresh machine.
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -q && apt-get install -q -y --no-install-recommends $missing" \
        >&2 || { say "Some of these packages could not be installed: $missing"; return 1; }
}

find_python() {
    for python in python3.13 python3.12 python3.11 python3; do
        if command -v "$python" >/dev/null 2>&1 &&
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return 0
        fi
    done
    say "Countersign needs Python 3.11 or newer, and none was found."
    return 1
}

fingerprint() {
    cat "$1" pyproject.toml packaging/environment.sh | sha256sum | cut -d ' ' -f 1
    pwd
}

# Makes the environment of one lock file, unless it is there already.
need_environment() {
    lock=$1
    stamp="$VENV/$(basename "$lock").installed"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$lock")" ]; then
        return 0
    fi
    if [ ! -x "$VENV/bin/python" ]; then
        python=$(find_python) || return 1
        say "Making a Python environment in $VENV"
        "$python" -m venv "$VENV" || return 1
    fi
    say "Installing Python packages from $lock"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" || return 1
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . || return 1
    # Without bytecode the first start takes twice as long.
    "$VENV/bin/python" -m compileall -q app || return 1
    fingerprint "$lock" >"$stamp"
}
