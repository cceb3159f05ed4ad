#!/bin/sh
# Stands in for `wg` in tests, on any machine. Called by a link or copy named `wg`; what it knows lies in the folder of
# that link: `interface` (the first line of a dump), `peers` (the others), `argv` (every word it was ever given). Files
# named `fail` (its words and failure), `hang` (it never ends) and `flood` (it prints without end) make it misbehave.
set -eu
here=$(dirname "$0")
tab=$(printf '\t')
printf '%s\n' "$@" >>"$here/argv"

if [ -e "$here/hang" ]; then
    echo $$ >"$here/hanging"
    exec sleep 1000
fi
if [ -e "$here/flood" ]; then
    exec cat /dev/zero
fi
if [ -e "$here/fail" ]; then
    cat "$here/fail" >&2
    exit 1
fi

no_interface() {
    [ -e "$here/interface" ] && [ "$1" = wg0 ] && return
    echo "Unable to access interface: No such device" >&2
    exit 1
}

# One change after another, as the kernel does it.
locked() {
    until mkdir "$here/lock" 2>/dev/null; do sleep 0.01; done
    trap 'rmdir "$here/lock"' EXIT
}

# All peers but the one of that key, without the addresses (a list of commas) that move to it.
others() {
    awk -F '\t' -v OFS='\t' -v key="$1" -v moved="$2" '
        BEGIN { count = split(moved, taken, ",") }
        $1 == key { next }
        {
            many = split($4, own, ","); kept = ""
            for (i = 1; i <= many; i++) {
                is_taken = 0
                for (j = 1; j <= count; j++) if (own[i] == taken[j]) is_taken = 1
                if (!is_taken) kept = kept (kept == "" ? "" : ",") own[i]
            }
            $4 = kept == "" ? "(none)" : kept
            print
        }' "$here/peers"
}

set_peer() {
    key=$1
    shift
    line=$(grep -F "$key$tab" "$here/peers" || true)
    [ -n "$line" ] || line=$(printf '%s\t(none)\t(none)\t(none)\t0\t0\t0\toff' "$key")
    preshared=$(printf '%s' "$line" | cut -f 2)
    addresses=$(printf '%s' "$line" | cut -f 4)
    rest=$(printf '%s' "$line" | cut -f 5-)
    endpoint=$(printf '%s' "$line" | cut -f 3)
    moved=
    while [ $# -gt 0 ]; do
        case $1 in
            remove)
                others "$key" "" >"$here/peers.new"
                mv "$here/peers.new" "$here/peers"
                return
                ;;
            preshared-key)
                # Only a file tells by being empty that there is no key: a pipe does not.
                preshared=$(cat "$2")
                [ "$2" != /dev/null ] || preshared="(none)"
                if [ "$preshared" != "(none)" ] && [ ${#preshared} -ne 44 ]; then
                    echo "Invalid length key in key file" >&2
                    exit 1
                fi
                shift 2
                ;;
            allowed-ips)
                addresses=${2:-"(none)"}
                moved=$2
                shift 2
                ;;
            *)
                echo "Invalid argument: $1" >&2
                exit 1
                ;;
        esac
    done
    {
        others "$key" "$moved"
        printf '%s\t%s\t%s\t%s\t%s\n' "$key" "$preshared" "$endpoint" "$addresses" "$rest"
    } >"$here/peers.new"
    mv "$here/peers.new" "$here/peers"
}

touch "$here/peers"
case "${1:-}" in
    --version) echo "wireguard-tools v1.0.20210914 - https://git.zx2c4.com/wireguard-tools/" ;;
    show)
        no_interface "$2"
        case "$3" in
            dump) cat "$here/interface" "$here/peers" ;;
            transfer) cut -f 1,6,7 "$here/peers" ;;
            *) exit 1 ;;
        esac
        ;;
    set)
        no_interface "$2"
        [ "$3" = peer ] || exit 1
        locked
        shift 3
        set_peer "$@"
        ;;
    *)
        echo "Usage: wg" >&2
        exit 1
        ;;
esac
