#!/usr/bin/env bash
# The programs of a Kubernetes, for who has no KUBE_BIN: complete or not at all in a cache outside the checkout. The last
# line is the folder.
#   programs.sh unpack ARCHIVE   a tar archive; a file SHA256SUMS beside it is heeded
#   programs.sh download         the release files of KUBE_VERSION, from KUBE_RELEASES
set -euo pipefail
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/gingham
names=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy)
# The last release whose kubelet takes the containerd 1 of Debian 12 and Ubuntu 24.04.
version=${KUBE_VERSION:-1.35.0}
releases=${KUBE_RELEASES:-https://dl.k8s.io/release}

say() { printf 'gingham: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

machine() {
    case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
    esac
}

# complete FOLDER: what another process has put there meanwhile is as good.
complete() {
    local name
    for name in "${names[@]}"; do
        [[ -f $work/$name ]] || die "$1 lacks $name"
        chmod 755 "$work/$name"
    done
    mv -T "$work" "$folder" 2>/dev/null || [[ -x $folder/kubelet ]] || die "$folder can't be made; remove what is there"
}

start() {
    folder=$cache/$1
    if [[ -x $folder/kubelet ]]; then echo "$folder"; exit; fi
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/.new.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    chmod 755 "$work"
}

unpack() {
    local archive=$1 sums
    [[ -f $archive ]] || die "there is no archive $archive"
    archive=$(readlink -f "$archive")
    start "$(basename "$archive" | sed -E 's/\.(tar\.[a-z]+|tgz)$//')"
    sums=$(dirname "$archive")/SHA256SUMS
    if [[ -f $sums ]]; then
        (cd "$(dirname "$archive")" && grep " $(basename "$archive")\$" "$sums" | sha256sum --check --quiet >&2) ||
            die "$archive is not what $sums says: copy it anew"
    fi
    tar -xf "$archive" -C "$work" --no-same-owner
    complete "$archive"
    echo "$folder"
}

fetch() { curl --fail --location --connect-timeout 10 --retry 2 "$@"; }

download() {
    local name sum base
    version=${version#v}
    base=$releases/v$version/bin/linux/$(machine)
    start "kubernetes-$version-linux-$(machine)"
    # First something small: whether there is a way out, and the version.
    fetch --silent --show-error --output "$work/.sum" "$base/kubelet.sha256" 2>"$work/.reason" ||
        die "set KUBE_BIN to a folder with ${names[*]} (1.20 or newer, from a release's kubernetes-server archive): KUBE_VERSION $version could not be downloaded from $releases ($(tail -n 1 "$work/.reason"))"
    for name in "${names[@]}" kubectl; do
        say "$name $version, from $base"
        fetch --progress-bar --output "$work/$name" "$base/$name" || die "$base/$name could not be downloaded; try again"
        sum=$(fetch --silent --show-error "$base/$name.sha256") || die "$base/$name.sha256 could not be downloaded; try again"
        echo "${sum%% *}  $work/$name" | sha256sum --check --quiet >&2 ||
            die "$base/$name is not what its sum of SHA-256 says: nothing of it is kept; try again"
        chmod 755 "$work/$name"
    done
    rm -f "$work/.sum" "$work/.reason"
    complete "$base"
    echo "$folder"
}

case ${1:-} in
unpack) unpack "${2:?archive}" ;;
download) download ;;
*) die "usage: programs.sh unpack ARCHIVE | download" ;;
esac
