# Sourced by ./run and ./test: makes .venv from a hashed lock, once for each content of that lock.

make_environment() { # base | dev
    is_made "$1" && return
    # The environment of the tests holds everything that ./run needs too.
    [ "$1" = base ] && is_made dev && return
    python="${PYTHON:-python3}"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        echo "Poshtyar needs Python 3.11 or newer; $python is not." >&2
        exit 1
    }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need_package python3-venv
    echo "Installing what requirements/$1.lock names; this happens once."
    # One that was interrupted, or whose Python has gone, is made anew.
    .venv/bin/python -c 'import pip' 2>/dev/null || "$python" -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --retries 2 --disable-pip-version-check \
        --require-hashes -r "requirements/$1.lock" || {
        echo "The packages could not be installed: the lines above say why. Without a network, or an index of packages" \
            "that pip knows, Poshtyar cannot start for the first time. Nothing else was changed; run this again." >&2
        exit 1
    }
    cksum < "requirements/$1.lock" > ".venv/$1.lock.sum"
}

is_made() {
    [ -f ".venv/$1.lock.sum" ] && [ "$(cat ".venv/$1.lock.sum")" = "$(cksum < "requirements/$1.lock")" ] &&
        .venv/bin/python -c '' 2>/dev/null
}

need_package() { # a Debian package: installed when we are root, else its line is printed and we stop
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Please run:  sudo apt-get install $1" >&2
        exit 1
    fi
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >/dev/null || {
        echo "apt-get could not install $1: the lines above say why." >&2
        exit 1
    }
}
