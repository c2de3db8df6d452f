#!/usr/bin/env bash
# Builds the image without an engine: the root filesystem that rootfs.sh makes, and a cache of classes, as one archive that
# `ctr -n k8s.io images import` and `docker load` take. Needs apt-get and dpkg-deb, no root. With an engine: Dockerfile.
#   build.sh VERSION OUTPUT_FOLDER     prints the archive's path and the image's name on the last two lines
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$1 out=$2
name=gingham/agent:$version
mkdir -p "$out"
work=$(mktemp -d -p "$out")
trap 'rm -rf "$work"' EXIT
rootfs=$work/rootfs

say() { printf 'gingham: %s\n' "$*" >&2; }

# Classes parsed and linked ahead of time. The cache names jars by path and time, so it is made inside the image's own tree:
# an agent, in namespaces of its own and with no API server to reach, runs for a few seconds and is asked to end.
ahead_of_time() {
    local own=/usr/lib/gingham
    printf '%s\n' 'apiVersion: v1' 'kind: Config' 'current-context: none' \
        'clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]' \
        'contexts: [{name: none, context: {cluster: none, user: none}}]' \
        'users: [{name: none, user: {token: none}}]' >"$rootfs/tmp/kubeconfig"
    find "$rootfs" -exec touch -h -d @946684800 {} +
    GINGHAM_JAVA_OPTIONS=-XX:AOTCacheOutput=$own/gingham.aot \
        unshare --user --map-root-user --mount --net --pid --fork --kill-child sh -c '
            mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" || exit
            chroot "$0" /usr/bin/gingham agent --node-name none --kubeconfig /tmp/kubeconfig --health-port 9099 &
            sleep 6
            kill "$!"
            wait "$!"' "$rootfs" >"$out/aot.log" 2>&1 || true
    [[ -s $rootfs$own/gingham.aot ]] ||
        say "no ahead-of-time cache could be made (see $out/aot.log); the agent starts more slowly without"
    rm -rf "${rootfs:?}"/tmp/* "${rootfs:?}"/var/lib/gingham "$rootfs$own"/*.config
}

# archive: Docker's image format, version 1.2, one layer.
archive() {
    local layer config
    tar --sort=name --mtime=@946684800 --owner=0 --group=0 --numeric-owner -C "$rootfs" -cf "$work/layer.tar" .
    layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
    printf '{"architecture":"%s","os":"linux","created":"2000-01-01T00:00:00Z","config":{"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],"Entrypoint":["/usr/bin/gingham"],"Cmd":["--help"],"Labels":{"org.opencontainers.image.title":"gingham","org.opencontainers.image.version":"%s","org.opencontainers.image.licenses":"Apache-2.0"}},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"2000-01-01T00:00:00Z","created_by":"gingham image"}]}' \
        "$(dpkg --print-architecture)" "$version" "$layer" >"$work/config.json"
    config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
    mv "$work/config.json" "$work/$config.json"
    mkdir "$work/$layer"
    mv "$work/layer.tar" "$work/$layer/layer.tar"
    printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["%s/layer.tar"]}]' "$config" "$name" "$layer" >"$work/manifest.json"
    tar --sort=name --mtime=@946684800 --owner=0 --group=0 --numeric-owner -C "$work" \
        -cf "$out/gingham-$version.tar.new" manifest.json "$config.json" "$layer/layer.tar"
    mv "$out/gingham-$version.tar.new" "$out/gingham-$version.tar"
}

"$here/rootfs.sh" "$rootfs" "$out"
ahead_of_time
archive
say "$(du -m "$out/gingham-$version.tar" | cut -f1) MiB, of them runtime $(du -sm "$rootfs/usr/lib/gingham/java" | cut -f1) MiB, jars $(du -sm "$rootfs/usr/lib/gingham/jars" | cut -f1) MiB"
echo "$out/gingham-$version.tar"
echo "$name"
