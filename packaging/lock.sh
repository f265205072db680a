#!/bin/sh
# Renews the two locks from pyproject.toml. Needs uv; writes hashes and no address of any registry.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile pyproject.toml --extra playground --group build "$@" --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
}
compile --output-file packaging/requirements.txt >/dev/null
compile --group test --constraint packaging/requirements.txt --output-file packaging/requirements-test.txt >/dev/null
