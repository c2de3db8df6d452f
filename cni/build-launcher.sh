#!/bin/sh
# Builds the CNI launcher: one static executable without any need of libraries on the host. Does nothing when the
# executable is newer than its source. Usage: build-launcher.sh [OUTPUT]; CC names another compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$here/src/main/c/gingham-cni.c
output=${1:-$here/target/gingham-cni}
compiler=${CC:-gcc}
if [ -x "$output" ] && [ -z "$(find "$source" "$0" -newer "$output")" ]; then
    exit 0
fi
if ! command -v "$compiler" >/dev/null; then
    echo "The CNI launcher needs a C compiler, but '$compiler' is not on the PATH: install gcc and libc6-dev, or set CC." >&2
    exit 1
fi
mkdir -p "$(dirname "$output")"
"$compiler" -static -Os -s -std=c11 -Wall -Wextra -Werror -o "$output.new" "$source" || {
    echo "The CNI launcher could not be built; a static C library is needed (Debian: libc6-dev, Alpine: musl-dev)." >&2
    exit 1
}
mv "$output.new" "$output"
