#!/bin/sh
# Installs Portero on this machine: the program, its settings, and the service that keeps it running.
# Instala Portero en esta máquina: el programa, sus ajustes y el servicio que lo mantiene en marcha.
set -eu

usage() {
    cat <<'END'
usage: scripts/install.sh [options] [-- options of portero setup]

  --binary FILE   install this program instead of building it
  --prefix DIR    where the program goes (in Termux $PREFIX/bin, for root /usr/local/bin, else ~/.local/bin)
  --no-setup      ask nothing: .env is written already, or will be
  --no-service    do not install the service
  --user-unit     the service for the present user only
  --dry-run       only print what would be done

It never calls sudo: for a service of the whole machine run it as root.
END
}

# The words of the settings' language, else of the terminal's: English first, then Spanish.
language=${LANGUAGE:-}
if [ -z "$language" ] && [ -f .env ]; then
    language=$(sed -n 's/^LANGUAGE=//p' .env)
fi
language=${language:-${LC_ALL:-${LANG:-}}}

say() {
    case $language in
        es*) printf '%s\n' "$2" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

fail() {
    say "$1" "$2" >&2
    exit 1
}

# run COMMAND...: prints it, and runs it unless this is a dry run.
run() {
    printf '  $'
    printf ' %s' "$@"
    printf '\n'
    [ -n "$dry_run" ] || "$@"
}

binary=
prefix=
setup=yes
service=yes
user_unit=
dry_run=
while [ $# -gt 0 ]; do
    case $1 in
        --binary | --prefix)
            [ $# -ge 2 ] || fail "$1 needs a value" "falta el valor de $1"
            if [ "$1" = --binary ]; then binary=$2; else prefix=$2; fi
            shift
            ;;
        --no-setup) setup= ;;
        --no-service) service= ;;
        --user-unit) user_unit=--user-unit ;;
        --dry-run) dry_run=--dry-run ;;
        --help | -h)
            usage
            exit 0
            ;;
        --)
            shift
            break
            ;;
        *)
            usage >&2
            fail "unknown option: $1" "opción desconocida: $1"
            ;;
    esac
    shift
done
# What is left are the options of portero setup.

termux=
case ${TERMUX_VERSION:-}${PREFIX:-} in
    '' | /usr | /usr/local) ;;
    *com.termux*) termux=yes ;;
    *) [ -z "${TERMUX_VERSION:-}" ] || termux=yes ;;
esac
if [ -z "$prefix" ]; then
    if [ -n "$termux" ]; then
        prefix=$PREFIX/bin
    elif [ "$(id -u)" -eq 0 ]; then
        prefix=/usr/local/bin
    else
        prefix=$HOME/.local/bin
    fi
fi
case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
esac
sources=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

if [ -n "$binary" ]; then
    say "1/4 the program: $binary" "1/4 el programa: $binary"
    [ -f "$binary" ] || fail "there is no $binary" "no existe $binary"
else
    say "1/4 build the program (some minutes)" "1/4 compilar el programa (unos minutos)"
    if ! command -v cargo >/dev/null 2>&1; then
        if [ -n "$termux" ]; then
            fail "there is no cargo: pkg install rust clang" "no hay cargo: pkg install rust clang"
        fi
        fail "there is no cargo: install Rust (https://rustup.rs) and a C compiler, or give a program with --binary" \
            "no hay cargo: instala Rust (https://rustup.rs) y un compilador de C, o da un programa con --binary"
    fi
    run cargo build --release --locked --manifest-path "$sources/Cargo.toml"
    binary=${CARGO_TARGET_DIR:-$sources/target}/release/portero
fi

program=$prefix/portero
say "2/4 copy it to $program" "2/4 copiarlo a $program"
changed=
if cmp -s "$binary" "$program"; then
    say "  it is there already" "  ya está ahí"
else
    changed=yes
    run mkdir -p "$prefix"
    # Beside and renamed: a running program cannot be written over.
    run cp "$binary" "$program.new"
    run chmod 755 "$program.new"
    run mv -f "$program.new" "$program"
fi
case :$PATH: in
    *":$prefix:"*) ;;
    *) say "  (not in PATH: call it as $program)" "  (no está en PATH: llámalo como $program)" ;;
esac

# Where the machine's own service lives, once it is installed.
lives=/var/lib/portero
if [ -n "$termux$user_unit" ] || [ "$(id -u)" -ne 0 ]; then
    lives=/nonexistent
fi
say "3/4 settings" "3/4 ajustes"
if [ -z "$setup" ]; then
    say "  left out (--no-setup)" "  sin preguntar (--no-setup)"
elif [ -f .env ] && [ ! -t 0 ] && [ $# -eq 0 ]; then
    say "  .env is here already" "  .env ya está"
elif [ -f "$lives/.env" ] && [ $# -eq 0 ]; then
    say "  the service has its own already: $lives/.env" "  el servicio ya tiene los suyos: $lives/.env"
else
    # Ctrl-C at the owner link leaves only the waiting: the service that answers the link comes next.
    trap : INT
    run "$program" setup "$@" ||
        fail "the setup did not finish, so no service was installed: run this again" \
            "la configuración no terminó, así que no se instaló ningún servicio: ejecuta esto otra vez"
    trap - INT
fi
# The service takes the same .env.
env_file=
while [ $# -gt 0 ]; do
    case $1 in
        --env-file) env_file=${2:-} ;;
        --env-file=*) env_file=${1#--env-file=} ;;
    esac
    shift
done

say "4/4 the service" "4/4 el servicio"
if [ -z "$service" ]; then
    say "  left out (--no-service): start the bot with $program" "  sin servicio (--no-service): arranca el bot con $program"
    exit 0
fi
set -- install
[ -z "$user_unit" ] || set -- "$@" "$user_unit"
[ -z "$env_file" ] || set -- "$@" --env-file "$env_file"
[ -z "$changed" ] || set -- "$@" --restart
run "$program" service "$@"
