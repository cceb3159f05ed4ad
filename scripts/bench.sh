#!/usr/bin/env bash
# All figures, into scripts/bench/results.md: Portero beside the design that it replaces (scripts/bench/python) and a bare
# teloxide bot (scripts/bench/floor), in turns against one Bot API server; then redemption, and how everything grows.
# It builds what it measures and takes half an hour; ends with an error if a budget is exceeded. The Python design needs
# python3 with venv, and PyPI; the count of syncs needs strace; what is missing is left out and said.
# `scripts/bench.sh --print` leaves the results on the screen only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="${CARGO_TARGET_DIR:-target}"
[[ $target = /* ]] || target="$PWD/$target"
readonly target results=scripts/bench/results.md
left_out=()
status=0

# Benchmarks are built to unwind, into the same folder: the programs are kept aside before.
build() {
    mkdir -p "$target/bench"
    cargo build --release --locked
    cargo build --release --locked --manifest-path scripts/bench/floor/Cargo.toml --target-dir "$target"
    cp "$target/release/portero" "$target/release/floor" "$target/bench/"
    export PORTERO_BINARY="$target/bench/portero" PORTERO_FLOOR="$target/bench/floor"
    if python3 -m venv "$target/bench/python" &&
        "$target/bench/python/bin/pip" install --quiet -r scripts/bench/python/requirements.txt; then
        export PORTERO_PYTHON="$target/bench/python/bin/python $PWD/scripts/bench/python/bot.py"
    else
        left_out+=("the Python design: python3 with venv, and PyPI, are needed")
    fi
    command -v strace >/dev/null || left_out+=("the syncs of the log: strace is needed")
    cargo bench --locked --no-run --bench peers --bench redemption --bench growth
}

load() { cut -d ' ' -f 1-3 /proc/loadavg; }

head_of_it() {
    local packages
    packages=$(sed 's/==/ /' scripts/bench/python/requirements.txt | paste -sd, | sed 's/,/, /g')
    echo "# Measured"
    echo
    echo "By \`scripts/bench.sh\`, which writes this file. What counts are the ratios within one run."
    echo
    echo "- $(date -u +%F), $(uname -srm), $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
    echo "- $(rustc --version | cut -d ' ' -f 1-2), teloxide $(sed -n '/^name = "teloxide"$/{n;s/.*"\(.*\)"/\1/p}' scripts/bench/floor/Cargo.lock), $("$target/bench/python/bin/python" --version 2>/dev/null || echo "no Python"): $packages"
    echo "- the binary: $(wc -c <"$PORTERO_BINARY") bytes of 12000000"
    echo "- load of the machine before: $(load)"
    local what
    for what in "${left_out[@]}"; do echo "- left out: $what"; done
}

measure() {
    head_of_it
    printf '\n## Side by side\n\n'
    cargo bench --quiet --locked --bench peers || status=1
    printf '\n## Redemption\n\n'
    cargo bench --quiet --locked --bench redemption || status=1
    printf '\n## Growth\n\n```text\n'
    cargo bench --quiet --locked --bench growth || status=1
    printf '```\n\nLoad of the machine afterwards: %s\n' "$(load)"
}

build
measure >"$target/bench/results.md"
cat "$target/bench/results.md"
[[ ${1:-} = --print ]] || cp "$target/bench/results.md" "$results"
exit "$status"
