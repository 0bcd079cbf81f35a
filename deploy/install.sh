#!/bin/sh
# Python 3.10, a virtual environment, and the packages of requirements.lock. Running it again costs nothing.
set -eu
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$1" >&2; exit 1; }

mark=.venv/lock.sha256
wanted=$(sha256sum requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1)
[ -x .venv/bin/python ] && [ -f "$mark" ] && [ "$(cat "$mark")" = "$wanted" ] && exit 0

free=$(df -Pk . | awk 'NR==2 {print int($4 / 1024)}')
[ "$free" -ge 5000 ] || fail "The disk is too full: the packages need about 4 GB, $free MB are free here."

if [ ! -x .venv/bin/python ]; then
    if python3.10 -c 'import venv, ensurepip' >/dev/null 2>&1; then
        python3.10 -m venv .venv
    elif command -v uv >/dev/null 2>&1 && uv venv --quiet --seed --python 3.10 .venv; then
        :
    else
        fail "Farol needs Python 3.10: install it with your system's packages, with pyenv (pyenv install 3.10) or with uv (uv python install 3.10), then try again."
    fi
fi
.venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' ||
    fail "The folder .venv holds another Python: remove it (make clean) and try again."
command -v c++ >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 ||
    fail "A C++ compiler is missing: install it (on Debian and Ubuntu: apt install g++ python3-dev), then try again."

log=.venv/install.log
printf 'Installing %s packages (about 3 GB, some minutes the first time) ' "$(grep -c '^[a-z]' requirements.lock)" >&2
.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock >"$log" 2>&1 &
pip=$!
while kill -0 "$pip" 2>/dev/null; do printf '.' >&2; sleep 5; done
wait "$pip" || { printf '\n' >&2; tail -n 15 "$log" >&2; fail "The installation stopped. The lines above say why; all of it is in $log."; }
.venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . >>"$log" 2>&1 ||
    { tail -n 15 "$log" >&2; fail "The installation stopped. The lines above say why; all of it is in $log."; }
printf ' done\n' >&2
printf '%s' "$wanted" >"$mark"
