#!/bin/sh
# Chromium for the tests of the report page. Playwright's own download is not used: the system's browser is kept up to
# date by the system, and it comes from where everything else on the machine comes from.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ -n "${CHROMIUM:-}" ]; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "installing Chromium for the tests of the report (once)"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get -q -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 &&
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends chromium fonts-liberation >>"$log" 2>&1
    then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "No Chromium: the tests that drive a browser will be skipped." >&2
echo "Install it (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium)" >&2
echo "or say where it is: CHROMIUM=/path/to/chromium make test" >&2
