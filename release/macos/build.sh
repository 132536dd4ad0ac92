#!/usr/bin/env bash
# Builds, signs and notarises Ferndiagnose.app on a Mac. See README.md for what is needed.
#   release/macos/build.sh https://help.example.org ca.pem recorders.pem "Developer ID Application: Name (TEAM)" PROFILE
set -euo pipefail
[ $# -eq 5 ] || { sed -n 2,3p "$0" >&2; exit 2; }
[ "$(uname)" = Darwin ] || { echo "This runs on a Mac." >&2; exit 2; }
server=$1 ca=$2 recorders=$3 identity=$4 profile=$5
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
app=$work/dist/Ferndiagnose.app

python3.13 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q --no-deps --require-hashes -r "$root/release/macos/requirements.txt"
cd "$root"
# What we rely on in the libraries' is checked now: a bundle carries no source to compare.
"$work/venv/bin/python" -c "import peer.connection"
"$work/venv/bin/python" - "$work" "$server" "$recorders" "$ca" <<'PYTHON'
import sys
from pathlib import Path
from release import carried
work, server, recorders, ca = sys.argv[1:]
carried.write(Path(work), server, Path(recorders), Path(ca))
PYTHON

"$work/venv/bin/python" -m PyInstaller --windowed --noconfirm --name Ferndiagnose \
    --osx-bundle-identifier example.ferndiagnose.customer --codesign-identity "$identity" \
    --osx-entitlements-file "$root/release/macos/entitlements.plist" \
    --hidden-import customer_client.__main__ --hidden-import customer_client.app --paths "$root" \
    --exclude-module numpy --exclude-module PySide6 --exclude-module PIL --exclude-module Xlib \
    --add-data "$work/carried.json:." --add-data "$work/recorders.pem:." --add-data "$work/ca.pem:." \
    --add-data "$root/words/en.mo:words" \
    --distpath "$work/dist" --workpath "$work/work" --specpath "$work" "$root/release/macos/entry.py"

# Older systems refuse it themselves, in the person's language. Why the screen is wanted, the system asks with its own text.
plist=$app/Contents/Info.plist
/usr/libexec/PlistBuddy -c "Add :LSMinimumSystemVersion string 13.0" "$plist"
/usr/libexec/PlistBuddy -c "Add :NSHighResolutionCapable bool true" "$plist" || true
codesign --force --options runtime --timestamp --entitlements "$root/release/macos/entitlements.plist" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/Ferndiagnose" --self-test

mkdir -p "$root/dist"
ditto -c -k --keepParent "$app" "$work/app.zip"
xcrun notarytool submit "$work/app.zip" --keychain-profile "$profile" --wait
xcrun stapler staple "$app"
spctl --assess --type execute "$app"
hdiutil create -quiet -volname Ferndiagnose -srcfolder "$app" -ov "$root/dist/fernhilfe-macos.dmg"
codesign --timestamp --sign "$identity" "$root/dist/fernhilfe-macos.dmg"
ls -l "$root/dist/fernhilfe-macos.dmg"
