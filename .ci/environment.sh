# Sourced by ./run and ./test: makes .venv from a hashed lock, once for each content of that lock.

make_environment() { # base | dev
    python="${PYTHON:-python3}"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        echo "Poshtyar needs Python 3.11 or newer; $python is not." >&2
        exit 1
    }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need_package python3-venv
    is_made "$1" && return
    # The environment of the tests holds everything that ./run needs too.
    [ "$1" = base ] && is_made dev && return
    echo "Installing what requirements/$1.lock names; this happens once."
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.lock"
    cksum < "requirements/$1.lock" > ".venv/$1.lock.sum"
}

is_made() {
    [ -f ".venv/$1.lock.sum" ] && [ "$(cat ".venv/$1.lock.sum")" = "$(cksum < "requirements/$1.lock")" ]
}

need_package() { # a Debian package: installed when we are root, else its line is printed and we stop
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
    else
        echo "Please run:  sudo apt-get install $1" >&2
        exit 1
    fi
}
