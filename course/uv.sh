#!/bin/sh
# uv with the index, the certificate and the patience that pip is set to: uv reads pip's settings
# nowhere, and a mirror is often the only index that a machine may reach.
#
#     sh course/uv.sh pip sync --require-hashes requirements.txt
set -u
VIRTUAL_ENV=$PWD/.venv
export VIRTUAL_ENV

settings=$(.venv/bin/python -m pip config list --disable-pip-version-check 2>/dev/null)
pips() {  # pips NAME: the value of a setting of pip; what the environment says comes last and wins
    printf '%s\n' "$settings" | sed -n "s/^[^=]*\.$1=['\"]\(.*\)['\"]\$/\1/p" | sed 's/\\n/ /g' | tail -n 1
}
take() {  # take VARIABLE VALUE: set a variable of uv, unless its user has, or pip says nothing
    if [ -n "$2" ] && eval "[ -z \"\${$1:-}\" ]"; then export "$1=$2"; fi
}

take UV_DEFAULT_INDEX "${UV_INDEX_URL:-$(pips index-url)}"
take SSL_CERT_FILE "$(pips cert)"
take UV_HTTP_TIMEOUT "$(pips '\(default-\)\{0,1\}timeout' | sed 's/[^0-9]//g')"
take UV_INSECURE_HOST "$(pips trusted-host)"
take UV_NO_INDEX "$(pips no-index)"
case " $* " in *" --require-hashes "*)
    # Any place may supply a file that is known by its hash. A lock is made from one index only:
    # places that hold a few files of a version would leave the hashes of the others out.
    take UV_INDEX "$(pips extra-index-url)"
    take UV_FIND_LINKS "$(pips find-links | sed 's/  */,/g')"
    take UV_INDEX_STRATEGY unsafe-best-match ;;
esac
exec .venv/bin/uv "$@"
