#!/bin/sh
# Make .venv and install the lock into it. Called by make where .venv/done is missing or older than
# the lock. Whatever goes wrong ends in one sentence with its cure; details stand in the log.
#
#     PYTHON=python3.12 sh course/setup.sh     from the root; without PYTHON: the first that fits
set -u
HERE=$(pwd -P)
LOG=_build/setup.log

stop() { echo "$1. Cure: $2." >&2; exit 1; }
trap 'echo; stop "Set-up was interrupted" "run the same command again, it starts afresh"' INT TERM HUP

version() { "$1" -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo broken; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

choose_python() {  # set PYTHON to one that is new enough and can make environments
    first= ; newer=
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        command -v "$name" >/dev/null || continue
        first=${first:-$name}
        new_enough "$name" || continue
        newer=${newer:-$name}
        if makes_environments "$name"; then PYTHON=$name; return; fi
    done
    [ -n "$first" ] || stop "There is no '${PYTHON:-python3}'" \
        "install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.12 book"
    [ -n "$newer" ] || stop "Python 3.11 or newer is needed, and '$first' is $(version "$first")" \
        "install a newer one, or name it: make PYTHON=/path/to/python3.12 book"
    stop "'$newer' cannot make environments" "on Debian or Ubuntu: apt-get install python3-venv"
}

run() {  # run STEP COMMAND...: everything it says into $said and the log, large downloads shown
    step=$1; shift
    said=$({ "$@" 2>&1 && echo "$step: done"; } | while IFS= read -r line; do
        printf '%s\n' "$line"
        printf '%s\n' "$line" >> "$LOG"
        case $line in Downloading*) echo "  $line" >&3 ;; esac
    done 2>/dev/null) 3>&1
    case $said in *"$step: done") ;; *) explain "$step" ;; esac
}

says() { printf '%s\n' "$said" | grep -Eiq "$1"; }

explain() {  # explain STEP: what it said, in one sentence with its cure
    if says 'No space left|os error 28|Errno 28|quota exceeded'; then
        set -- "the disk is full" "free some space (about 2 GB are needed)"
    elif says 'Permission denied|Read-only file system|os error (13|30)'; then
        set -- "a folder cannot be written" "check the rights of this folder and of uv's cache"
    elif says 'hash mismatch|DO NOT MATCH'; then
        set -- "a package is not the one that was locked" "run it again; if it stays, run make lock"
    elif says 'connect|resol|dns|timed out|retries|proxy|ssl|certificate|unreachable|fetch|download|No matching|Could not find|No solution'; then
        set -- "the network or the package index refuses a package" \
            "check the connection, and the index that pip is set to (pip config list)"
    else
        set -- "$1 failed" "read the end of that file"
    fi
    stop "Set-up stopped: $1 (details in $LOG)" "$2"
}

for file in requirements.txt pyproject.toml; do
    [ -s $file ] || stop "$file is missing" "git checkout $file"
done
[ ! -L .venv ] || stop ".venv is a link, and an environment can serve one folder only" "rm .venv"
{ mkdir -p _build && true > "$LOG"; } 2>/dev/null ||
    stop "This folder cannot be written" "check its rights and the space on its disk"
start=$(date +%s)

# An environment that was finished here, and still works, only gets what has changed.
if [ "$(cat .venv/done 2>/dev/null)" = "$HERE" ] && .venv/bin/python -c 'import pip' 2>/dev/null; then
    echo "Bringing .venv up to date ..."
    rm -f .venv/done
else
    choose_python
    echo "Setting up .venv with Python $(version "$PYTHON") (once, about a minute) ..."
    run "making .venv" "$PYTHON" -m venv --clear .venv
fi
# uv is the one package that pip installs, by its hash in the lock; uv then installs all of it.
awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.txt > _build/uv.txt
run "installing uv" .venv/bin/python -m pip install --disable-pip-version-check --no-deps \
    --require-hashes -r _build/uv.txt
# Compiled now: where .venv cannot be written (in the sandbox), every Python would do it again.
run "installing the lock" sh course/uv.sh pip sync --require-hashes --compile-bytecode requirements.txt
run "installing the course" sh course/uv.sh pip install --no-deps --no-build-isolation --editable .
echo "$HERE" 2>/dev/null > .venv/done || stop "Set-up stopped: .venv cannot be written" \
    "check its rights and the space on its disk"
echo "Set-up took $(($(date +%s) - start)) s."
