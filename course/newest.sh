#!/bin/sh
# Test the last commit with the newest versions of all that requirements.in leaves open, in a clone
# of its own; nothing changes here. The report goes to _build/newest.md, and to the job's summary
# where GITHUB_STEP_SUMMARY names one.
set -eu
clone=$(mktemp -d)
trap 'rm -rf "$clone"' EXIT
git clone --quiet . "$clone"
make -C "$clone" --no-print-directory lock NEWEST=yes
verdict=passed
make -C "$clone" --no-print-directory test || verdict=FAILED

versions() { sed -n 's/^\([A-Za-z0-9_.-]*==[^ ]*\).*/\1/p' "$1" | sort; }
mkdir -p _build
versions requirements.txt > _build/locked.txt
versions "$clone/requirements.txt" > _build/newest.txt
{
    printf '# Newest versions: tests %s\n\n```diff\n' "$verdict"
    diff _build/locked.txt _build/newest.txt | sed -n 's/^</-/p; s/^>/+/p'
    printf '```\n'
} | tee _build/newest.md | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
[ "$verdict" = passed ]
