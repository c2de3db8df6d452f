#!/usr/bin/env bash
# Makes the image's root filesystem: the distribution's packages named in ./packages, the runtime, the jars. Used by build.sh and
# by the Dockerfile, so that both images are the same. Needs apt-get, dpkg-deb and JAVA_HOME, no root; everything has been built.
#   rootfs.sh ROOTFS CACHE     ROOTFS is made anew; packages are kept in CACHE
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rootfs=$1 cache=$2
mkdir -p "$cache/debs"
cache=$(cd "$cache" && pwd)
rm -rf "$rootfs"

say() { printf 'gingham: %s\n' "$*" >&2; }

packages() { sed 's/#.*//' "$here/packages" | grep -v '^ *$'; }

fetch() {
    local package found=()
    for package in $(packages); do
        found=("$cache/debs/${package}"_*.deb)
        [[ -e ${found[0]} ]] || (cd "$cache/debs" && apt-get download -q "$package" >>"$cache/apt.log" 2>&1) || {
            say "package $package could not be fetched; the reason is in $cache/apt.log (is 'apt-get update' due?)"
            exit 1
        }
    done
}

unpack() {
    local package folder
    mkdir -p "$rootfs"/{etc,proc,sys,dev,run,tmp,var,root,usr/{bin,sbin,lib,lib64}}
    chmod 1777 "$rootfs/tmp"
    for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$rootfs/$folder"; done
    ln -s /run "$rootfs/var/run"
    for package in $(packages); do
        dpkg-deb --fsys-tarfile "$cache/debs/${package}"_*.deb |
            tar -x --keep-directory-symlink --no-same-owner -C "$rootfs" \
                --exclude './usr/share/*' --exclude '*/gconv/*' --exclude './etc/init.d*' --exclude './etc/rc*'
    done
    # What the alternatives would choose; the agent calls the variants by their names where it can tell.
    for folder in iptables ip6tables; do
        for package in "" -save -restore; do ln -sf "$folder-nft$package" "$rootfs/usr/sbin/$folder$package"; done
    done
    ln -sf dash "$rootfs/usr/bin/sh"
    printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$rootfs/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\n' >"$rootfs/etc/group"
}

# Only the plugins that the manifest's conflist and every pod need.
plugins() {
    local plugin
    mkdir -p "$rootfs/usr/lib/gingham/cni"
    for plugin in host-local portmap bandwidth loopback; do
        mv "$rootfs/usr/lib/cni/$plugin" "$rootfs/usr/lib/gingham/cni/"
    done
    rm -rf "$rootfs/usr/lib/cni"
}

fetch
unpack
plugins
"$here/stage.sh" "$rootfs"
