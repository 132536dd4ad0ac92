#!/usr/bin/env bash
# Makes .venv and installs what is missing: Python packages always, system packages on Debian as root.
set -euo pipefail
cd "$(dirname "$0")/.."

# Per program: viewer (Qt's libraries), customer's desktop in tests and demo, and real servers for the tests.
debian=(python3-venv python3-tk python3-dev gcc linux-libc-dev liblzma-dev
    libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-render-util0 libxcb-shape0
    xvfb xdotool openbox x11-utils x11-xserver-utils dbus-x11 l3afpad pcmanfm tesseract-ocr tesseract-ocr-eng chromium firefox-esr
    fonts-dejavu postgresql coturn iproute2 nftables libfaketime nodejs)

bash release/packages.sh "${debian[@]}"
# Debian's brings half a thousand packages along: any that is there will do.
command -v npm >/dev/null || bash release/packages.sh npm

python=""
for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$candidate" -c 'import sys, tkinter, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer with tkinter and venv is needed. On Debian: apt install python3-venv python3-tk" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e .
# A real identity provider for the tests, in a place of its own: its package brings a `tests` along that hides ours.
[ -x .venv/identity-provider/bin/python ] || "$python" -m venv .venv/identity-provider
.venv/identity-provider/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r release/identity-provider.txt
