#!/usr/bin/env bash
# Builds what a release consists of: static, stripped binaries for Linux servers, with their checksums, in target/dist.
#
#   scripts/release.sh                 both
#   scripts/release.sh x86_64          one of them: x86_64, aarch64
#
# They need no library of the host and run from an empty directory. Not for phones: on Android a static binary cannot
# resolve names, so phones build their own (see the README). For aarch64 on another machine it needs
# aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target="${CARGO_TARGET_DIR:-target}"
[[ $target = /* ]] || target="$PWD/$target"
readonly target dist="$target/dist"
readonly cargo_home="${CARGO_HOME:-$HOME/.cargo}"

build() {
    local machine=$1 triple=$1-unknown-linux-gnu
    echo "== $triple"
    if [[ $machine = aarch64 && $(uname -m) != aarch64 ]]; then
        export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
        export CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc AR_aarch64_unknown_linux_gnu=aarch64-linux-gnu-ar
    fi
    # Random numbers come from the kernel's call (3.17, 2014) rather than /dev/urandom, which an empty directory lacks.
    # Paths of the building machine do not belong into what others run. Outlining is as in .cargo/config.toml, whose flags
    # these replace.
    RUSTFLAGS="-C llvm-args=-enable-machine-outliner=always -C target-feature=+crt-static -C force-unwind-tables=no --cfg getrandom_backend=\"linux_getrandom\" --remap-path-prefix=$PWD=portero --remap-path-prefix=$cargo_home=cargo" \
        cargo build --release --locked --target "$triple"
    install -m 755 "$target/$triple/release/portero" "$dist/portero-linux-$machine"
}

machines=("$@")
((${#machines[@]} > 0)) || machines=(x86_64 aarch64)
for machine in "${machines[@]}"; do
    if [[ $machine != x86_64 && $machine != aarch64 ]]; then
        echo "usage: scripts/release.sh [x86_64] [aarch64]" >&2
        exit 2
    fi
done
mkdir -p "$dist"
rm -f "$dist"/*
for machine in "${machines[@]}"; do
    build "$machine"
done
cd "$dist"
sha256sum portero-* >SHA256SUMS
ls -l
cat SHA256SUMS
