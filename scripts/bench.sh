#!/usr/bin/env bash
# Figures of the whole program, beside the design that it replaces (scripts/bench/python) and a bare teloxide bot
# (scripts/bench/floor): builds the three, runs them in turns against one Bot API server, and prints one table of medians.
# Needs python3 with venv and its packages from PyPI; what is missing is left out and said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="${CARGO_TARGET_DIR:-target}"
[[ $target = /* ]] || target="$PWD/$target"
readonly target

cargo build --release --locked
# The benchmark itself is built into the same folder: the program is kept aside.
mkdir -p "$target/bench"
cp "$target/release/portero" "$target/bench/portero"
export PORTERO_BINARY="$target/bench/portero"

cargo build --release --locked --manifest-path scripts/bench/floor/Cargo.toml --target-dir "$target/bench/floor"
export PORTERO_FLOOR="$target/bench/floor/release/floor"

if python3 -m venv "$target/bench/python" && "$target/bench/python/bin/pip" install --quiet -r scripts/bench/python/requirements.txt; then
    export PORTERO_PYTHON="$target/bench/python/bin/python $PWD/scripts/bench/python/bot.py"
else
    echo "left out: the Python design (python3 with venv, and PyPI, are needed)" >&2
fi

uname -srm
grep -m1 'model name' /proc/cpuinfo || true
nproc
date -u +%F
cargo bench --locked --bench peers
