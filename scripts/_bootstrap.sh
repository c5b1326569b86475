# Sourced by the other scripts: finds Python, makes .venv, installs what is pinned. Quick when there is nothing to do.
# Gives ROOT (the checkout), PYTHON (of .venv) and need_installed.

set -eu
ROOT=$(CDPATH="" cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
PYTHON="$ROOT/.venv/bin/python"
cd -- "$ROOT"

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

_usable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

_find_python() {
    local candidate
    for candidate in "${DYS_PYTHON:-python3}" python3.13 python3.12 python3.11 /usr/bin/python3; do
        if command -v "$candidate" >/dev/null 2>&1 && _usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fail "The portal needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: DYS_PYTHON=/path/to/python3.11"
}

_make_venv() {
    local python
    python=$(_find_python)
    rm -rf "$ROOT/.venv"
    "$python" -m venv "$ROOT/.venv" || {
        rm -rf "$ROOT/.venv"
        fail "$python could not make a virtual environment. On Debian: apt install python3-venv python3-pip"
    }
}

_install() {
    local files=()
    local name
    for name in "$@"; do files+=(-r "$name"); done
    "$PYTHON" -m pip --version >/dev/null 2>&1 || "$PYTHON" -m ensurepip >/dev/null 2>&1 || true
    # uv is ten times faster than pip; pip is there for where uv has no wheel or cannot reach its index.
    if [ -s /etc/ssl/certs/ca-certificates.crt ]; then certificates=--system-certs; fi
    if "$PYTHON" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt &&
        "$PYTHON" -m uv pip install -q ${certificates:-} --python "$PYTHON" --require-hashes "${files[@]}"; then
        return
    fi >"$ROOT/.venv/uv.log" 2>&1
    echo "uv did not manage (.venv/uv.log says why); installing with pip, which may take a few minutes."
    "$PYTHON" -m pip install -q --disable-pip-version-check --require-hashes "${files[@]}" ||
        fail "The packages could not be installed (see above). Is the network there, and $ROOT/.venv writable?"
}

# need_installed FILE...: .venv holds exactly what these requirements pin; a stamp per file saves the second look.
need_installed() {
    local stamps="$ROOT/.venv/installed" name missing=
    exec 9<"$ROOT"
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    [ -x "$PYTHON" ] && _usable "$PYTHON" || _make_venv
    for name in "$@"; do
        grep -qxF "$(cksum "$name")" "$stamps" 2>/dev/null || missing=yes
    done
    if [ -n "$missing" ]; then
        echo "Installing packages (once, and after they change)."
        _install "$@"
        touch "$stamps"
        for name in "$@"; do
            grep -vE " $name\$" "$stamps" >"$stamps.new" || true
            cksum "$name" >>"$stamps.new"
            mv "$stamps.new" "$stamps"
        done
    fi
    exec 9<&-
}
