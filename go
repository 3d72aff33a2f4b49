#!/bin/sh
# The one way in: puts everything the project needs into the checkout, then becomes the command.
#   ./go test [pytest words]    ./go check    ./go bench [NAME] [--rows N]    ./go <words for release-day>
#   ./go chaos [--kills N] [--seed N] [--minutes M]    ./go release-day <words>
# Says nothing of its own on stdout.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd -- "$here" # uv reads system-certs from here, the service config/ and var/

# What the environment was made from. It holds the place too, because a venv cannot be moved.
recipe() {
    printf '%s %s\n' "$here" "$(readlink -f .venv/bin/python)"
    sha256sum go pyproject.toml requirements-dev.lock requirements-uv.lock
}

ready() {
    [ -x .venv/bin/python ] && [ -f .venv/recipe ] && [ "$(recipe)" = "$(cat .venv/recipe)" ]
}

mend() { # the words to say; then nothing can go on
    printf './go: %s\n' "$*" >&2
    exit 2
}

install_uv() {
    command -v python3 >/dev/null || mend 'python3 (3.11 or newer) is missing: apt-get install python3 python3-venv'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || mend "python3 is $(python3 -V 2>&1), but 3.11 or newer is needed"
    python3 -c 'import ensurepip, venv' 2>/dev/null || mend 'python3 cannot make a venv; this mends it: apt-get install python3-venv'
    rm -rf .uv
    python3 -m venv .uv
    .uv/bin/python -m pip install -q --disable-pip-version-check --no-input --cache-dir .uv-cache/pip \
        --only-binary :all: --require-hashes -r requirements-uv.lock
    cp requirements-uv.lock .uv/installed.lock
}

install() {
    export UV_CACHE_DIR="$here/.uv-cache" UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
    if ! .uv/bin/python -c '' 2>/dev/null || ! cmp -s requirements-uv.lock .uv/installed.lock; then
        install_uv
    fi
    # Made anew only when it stands elsewhere or its Python is gone: others may be using it.
    place="$here $(readlink -f .venv/bin/python || :)"
    if ! .venv/bin/python -c '' 2>/dev/null || [ "$place" != "$(cat .venv/place 2>/dev/null)" ]; then
        .uv/bin/uv venv -q --clear --no-project --python .uv/bin/python .venv
    fi
    rm -f .venv/recipe
    .uv/bin/uv pip sync -q --python .venv/bin/python --require-hashes --compile-bytecode requirements-dev.lock
    .uv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation --offline -e .
    printf '%s %s\n' "$here" "$(readlink -f .venv/bin/python)" >.venv/place
    recipe >.venv/recipe.new
    mv .venv/recipe.new .venv/recipe
}

if ! ready; then
    # Two may start at once (web and worker do): the second waits, and finds the work done.
    (
        flock 9
        ready || { echo './go: installing into .venv' >&2; install; }
    ) 9<go >&2 </dev/null
fi

check() {
    failed=0
    .venv/bin/ruff format --check . || failed=1
    .venv/bin/ruff check . || failed=1
    .venv/bin/mypy || failed=1
    .venv/bin/lint-imports || failed=1
    exit "$failed"
}

case ${1-} in
test)
    shift
    for word in "$@"; do
        case $word in
        -n* | --numprocesses* | --dist* | --pdb | --trace) exec .venv/bin/pytest "$@" ;;
        esac
    done
    exec .venv/bin/pytest -n 2 --dist loadfile "$@"
    ;;
check)
    check
    ;;
bench)
    shift
    exec .venv/bin/python -m bench "$@"
    ;;
chaos)
    shift
    exec .venv/bin/python -m tests.chaos "$@"
    ;;
release-day)
    shift
    ;;
esac
exec .venv/bin/release-day "$@"
