#!/usr/bin/env bash
# Installs the named Debian packages that are missing, where that can be done: on Debian, as root.
set -euo pipefail

if [ ! -f /etc/debian_version ] || [ "$(id -u)" != 0 ]; then
    exit 0
fi
missing=()
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    # Tests start a coturn of their own; the package's would listen to everybody, unasked.
    if [[ " ${missing[*]} " = *" coturn "* ]] && [ -d /run/systemd/system ]; then
        systemctl disable -q --now coturn || true
    fi
fi
