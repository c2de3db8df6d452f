#!/usr/bin/env bash
# Puts the image's own part (runtime, jars, JVM options, launcher, reference plugins' place) into a folder.
#   stage.sh ROOTFS     with JAVA_HOME set; everything has been built
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
rootfs=$1
own=$rootfs/usr/lib/gingham

mkdir -p "$own"/{jars,cni} "$rootfs/usr/bin"
rm -rf "$own/java"
# What the jars use: jdeps would add java.desktop for java.beans, which Jackson does without.
"$JAVA_HOME/bin/jlink" --output "$own/java" --strip-debug --no-header-files --no-man-pages --compress zip-2 --add-modules \
    java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.httpserver,jdk.net,jdk.unsupported

version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' "$root/pom.xml" | head -n 1)
manifest=$(mktemp)
trap 'rm -f "$manifest"' EXIT
printf 'Implementation-Title: gingham\nImplementation-Version: %s\n' "$version" >"$manifest"

IFS=: read -ra path <<<"$root/felix-agent/cli/target/classes:$(<"$root/felix-agent/cli/target/runtime.classpath")"
for entry in "${path[@]}"; do
    if [[ -d $entry ]]; then
        module=$(basename "$(dirname "$(dirname "$entry")")")
        "$JAVA_HOME/bin/jar" --create --file "$own/jars/gingham-$module.jar" --manifest "$manifest" --date=2000-01-01T00:00:00Z -C "$entry" .
    else
        cp -L "$entry" "$own/jars/"
    fi
done
install -m 755 "$root/cni/target/gingham-cni" "$own/cni/gingham"
install -m 644 "$root/felix-agent/jvm.options" "$own/jvm.options"
install -m 644 "$root/felix-agent/bgp.options" "$own/bgp.options"
install -m 755 "$here/gingham" "$rootfs/usr/bin/gingham"
