#!/usr/bin/env bash
# The images of the test's pods, without registry or engine: images.sh FOLDER. Needs gcc, busybox-static, dash and nc.
set -euo pipefail
out=$1
case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# archive NAME FILE CONFIG: the folder $work/NAME as an image of one layer.
archive() {
    local layer config
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work/$1" -cf "$work/layer.tar" .
    layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
    printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$architecture" "$3" "$layer" >"$work/config"
    config=$(sha256sum "$work/config" | cut -d' ' -f1)
    mkdir -p "$work/archive/$layer"
    mv "$work/layer.tar" "$work/archive/$layer/"
    mv "$work/config" "$work/archive/$config.json"
    printf '[{"Config":"%s.json","RepoTags":["test.local/%s:1"],"Layers":["%s/layer.tar"]}]' "$config" "$1" "$layer" >"$work/archive/manifest.json"
    tar -C "$work/archive" -cf "$out/$2" .
    rm -rf "$work/archive"
}

mkdir -p "$work/pause" "$work/tools"/{bin,etc,tmp,www}
cat >"$work/pause.c" <<'C'
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static void end(int s) { (void)s; _exit(0); }
static void reap(int s) { (void)s; while (waitpid(-1, 0, WNOHANG) > 0) {} }
int main(void) { signal(SIGINT, end); signal(SIGTERM, end); signal(SIGCHLD, reap); for (;;) pause(); }
C
gcc -Os -static -s -o "$work/pause/pause" "$work/pause.c"
archive pause pause.tar '{"Entrypoint":["/pause"]}'

# busybox's shell prefers its own applets, whose nc knows no -u: dash is the shell, and nc the real one.
cp "$(command -v busybox)" "$work/tools/bin/busybox"
for applet in $(busybox --list); do [[ -e $work/tools/bin/$applet ]] || ln -s busybox "$work/tools/bin/$applet"; done
for tool in dash nc; do
    path=$(readlink -f "$(command -v "$tool")")
    rm -f "$work/tools/bin/$tool"
    cp "$path" "$work/tools/bin/$tool"
    for library in $(ldd "$path" | grep -oE '/[^ ]+'); do
        mkdir -p "$work/tools$(dirname "$library")"
        cp -Ln "$library" "$work/tools$library"
    done
done
ln -sf dash "$work/tools/bin/sh"
echo 'root:x:0:0:root:/:/bin/sh' >"$work/tools/etc/passwd"
archive tools tools.tar '{"Env":["PATH=/bin"],"Cmd":["/bin/sh"]}'
