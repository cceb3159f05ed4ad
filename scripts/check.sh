#!/usr/bin/env bash
# The one gate. `scripts/check.sh`: format, lints, the README's test command, documentation.
# `scripts/check.sh --real`: what needs real programs: the release binary and its budgets, real tunnels and
# proxies, a real Prometheus, the check for Android phones, the files of a release, licences, bans, sources and known
# weaknesses of crates, a run against a second Bot API server. What a machine lacks for it is skipped with the reason; under CI=true that is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

# What the tests may take, and when they are given up: a machine with other work on it is no fault of theirs.
readonly TEST_SECONDS=300
readonly MOST_TEST_SECONDS=600
readonly MOST_BYTES=12000000
readonly SEEDS=200 MOST_FAULT_SECONDS=480
readonly ANDROID=aarch64-linux-android
target="${CARGO_TARGET_DIR:-target}"
[[ $target = /* ]] || target="$PWD/$target"
readonly target binary="$target/release/portero"

stage_name=
stage_begun=0
ended() {
    local status=$?
    if ((status != 0)) && [[ -n $stage_name ]]; then
        echo "FAILED: $stage_name, after $((SECONDS - stage_begun)) s" >&2
    fi
}
trap ended EXIT

# stage NAME COMMAND...: runs it and prints its seconds.
stage() {
    stage_name=$1
    stage_begun=$SECONDS
    shift
    echo "== $stage_name"
    "$@"
    echo "== $stage_name: $((SECONDS - stage_begun)) s"
}

# A stage that cannot run here: said, and a failure where everything must run.
skipped() {
    echo "skipped: $1"
    [[ ${CI:-} != true ]]
}

has() { command -v "$1" >/dev/null 2>&1; }

# The command in the block of README.md that is marked as the test command.
test_command() {
    awk '/^<!-- test command -->$/ { marked = 1; next }
         marked && /^```/ { if (inside) exit; inside = 1; next }
         marked && inside { print }' README.md
}

# Runs the tests. A few that fail are run once more, alone: whole-bot tests wait for real processes and sockets, and a
# busy machine can make one late. What fails twice fails; what passed at the second try is named.
run_tests() {
    local status=0 log failed begun=$SECONDS
    log=$(mktemp)
    timeout --kill-after=10 "$MOST_TEST_SECONDS" bash -euo pipefail -c "${1/ -- / --no-fail-fast -- }" 2>&1 | tee "$log" || status=$?
    if ((status == 124 || status == 137)); then
        echo "the tests took longer than $MOST_TEST_SECONDS s" >&2
        return "$status"
    fi
    ((SECONDS - begun <= TEST_SECONDS)) || echo "slow: $((SECONDS - begun)) s; $TEST_SECONDS s is what the tests may take"
    ((status == 0)) && return 0
    mapfile -t failed < <(sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log" | sort -u)
    ((${#failed[@]} >= 1 && ${#failed[@]} <= 10)) || return "$status"
    echo "once more, alone: ${failed[*]}"
    ${1%% -- *} --no-fail-fast -- --test-threads=1 --exact "${failed[@]}" || return "$status"
    echo "passed at the second try: ${failed[*]}"
}

document() {
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
}

binary_size() {
    local bytes
    bytes=$(wc -c <"$binary")
    echo "$bytes bytes of $MOST_BYTES"
    ((bytes <= MOST_BYTES))
}

# The same binary without page and emulator, to weigh them.
without_demo() {
    cargo build --release --locked --no-default-features
    cp "$binary" "$target/release/portero-without-demo"
}

budgets() {
    # One after another: they measure.
    PORTERO_BINARY="$binary" PORTERO_WITHOUT_DEMO="$target/release/portero-without-demo" \
        cargo test --locked --test budgets -- --test-threads=1 --nocapture
}

# The released binary alone, with a whole internet of its own.
listed_proxies() {
    PORTERO_LOAD=1 PORTERO_BINARY="$binary" \
        cargo test --locked --test proxies -- --test-threads=1 --nocapture ten_thousand
}

# The API of the released binary: under load, which needs the machine for itself, and under schemathesis.
reads() {
    PORTERO_LOAD=1 PORTERO_BINARY="$binary" \
        cargo test --locked --test doors -- --test-threads=1 --nocapture two_thousand
}
contract() {
    PORTERO_BINARY="$binary" \
        cargo test --locked --test doors -- --test-threads=1 --nocapture contract::
}

# Lives in which everything goes wrong, each out of its seed.
faults() {
    PORTERO_SEEDS=$SEEDS PORTERO_BINARY="$binary" \
        timeout --kill-after=10 "$MOST_FAULT_SECONDS" cargo test --locked --test chaos -- --nocapture
}

# The released binary under a crowd, and through two months of its clock: one after the other, since the figures count.
endurance() {
    PORTERO_BINARY="$binary" \
        cargo test --locked --test endurance -- --test-threads=1 --nocapture
}

# The files of a release: built, looked at, and started.
release() {
    local target_of
    for target_of in x86_64 aarch64; do
        if ! has rustup || ! rustup target list --installed | grep -qx "$target_of-unknown-linux-gnu"; then
            skipped "no Rust target $target_of-unknown-linux-gnu (rustup target add $target_of-unknown-linux-gnu)"
            return
        fi
    done
    if ! has aarch64-linux-gnu-gcc; then
        skipped "no aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
    else
        scripts/release.sh
        PORTERO_DIST="$target/dist" cargo test --locked --test release
    fi
}

# Compiles everything for a phone, SQLite and ring included; linking is left to the phone.
android() {
    if ! has aarch64-linux-gnu-gcc; then
        skipped "no aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)"
    elif ! has rustup || ! rustup target list --installed | grep -qx "$ANDROID"; then
        skipped "no Rust target $ANDROID (rustup target add $ANDROID)"
    else
        CC_aarch64_linux_android=aarch64-linux-gnu-gcc AR_aarch64_linux_android=aarch64-linux-gnu-ar \
            cargo check --locked --target "$ANDROID" --lib --bins
    fi
}

licences() {
    local tool
    if tool=$(command -v cargo-deny || command -v "$target/tools/bin/cargo-deny"); then
        "$tool" --locked check licenses bans sources
        advisories "$tool"
    else
        skipped "no cargo-deny (cargo install --locked cargo-deny)"
    fi
}

# Known weaknesses of the crates, where their database can be fetched or lies here. A machine without it is no fault.
advisories() {
    local said offline
    for offline in "" --offline; do
        # Without a database it ends with another complaint than that of a weakness.
        if said=$(timeout 120 "$1" --locked $offline check advisories 2>&1) || [[ $said == *"advisories FAILED"* ]]; then
            echo "$said"
            [[ $said != *"advisories FAILED"* ]]
            return
        fi
    done
    echo "skipped: no advisory database (https://github.com/RustSec/advisory-db cannot be fetched)"
}

# Ten thousand odd updates to the released program.
odd_updates() {
    PORTERO_UPDATES=10000 PORTERO_BINARY="$binary" \
        cargo test --locked --test it -- --nocapture as_many_odd_updates
}

# A Bot API server written apart from this project, where it lies beside the clone.
smoke() {
    local script=../shared/tools/smoke.py python=python3
    [[ ! -x $target/venv/bin/python ]] || python=$target/venv/bin/python
    if [[ ! -f $script ]]; then
        echo "skipped: no $script"
    elif ! has "$python" || ! "$python" -c 'import aiohttp' 2>/dev/null; then
        skipped "no Python with aiohttp (pip install aiohttp)"
    else
        "$python" "$script" "$binary"
    fi
}

quick() {
    local command
    command=$(test_command)
    if [[ $command != "cargo test"* || $command = *$'\n'* ]]; then
        echo "README.md has no single marked test command" >&2
        return 1
    fi
    stage "format" cargo fmt --check
    stage "lints" cargo clippy --locked --all-targets -- -D warnings
    # Cargo counts what runs only by its name among no targets.
    stage "lints of tests with real programs" cargo clippy --locked --test proxies --test tunnel --test doors --test monitoring --test chaos --test endurance -- -D warnings
    stage "build of the tests" bash -euo pipefail -c "${command%% -- *} --no-run"
    stage "tests, $TEST_SECONDS s at most: $command" run_tests "$command"
    stage "documentation" document
}

real() {
    stage "release build without the demo" without_demo
    stage "release build" cargo build --release --locked
    stage "size of the binary" binary_size
    stage "budgets" budgets
    stage "smoke run" smoke
    stage "ten thousand listed proxies" listed_proxies
    stage "two thousand reads a second" reads
    stage "description of the API" contract
    stage "$SEEDS lives in which everything goes wrong" faults
    stage "a thousand people and thirty days" endurance
    stage "ten thousand odd updates" odd_updates
    # Benchmarks unwind, and leave such a program in the place of the one that was built above.
    stage "statistics of a large house" cargo bench --locked --bench statistics
    stage "members of a large house" cargo bench --locked --bench members
    stage "proxies" run_tests "cargo test --locked --test proxies -- --test-threads=4"
    stage "tunnels" run_tests "cargo test --locked --test tunnel -- --test-threads=2"
    stage "monitoring" run_tests "cargo test --locked --test monitoring -- --test-threads=2"
    stage "five thousand VPN keys" cargo bench --locked --bench vpn
    stage "growth" cargo bench --locked --bench growth
    stage "check for Android" android
    stage "released files" release
    stage "licences, bans, sources, advisories" licences
}

case "${1:-}" in
    "") quick ;;
    --real) real ;;
    *)
        echo "usage: scripts/check.sh [--real]" >&2
        exit 2
        ;;
esac
echo "all good in $SECONDS s"
