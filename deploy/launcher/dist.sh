#!/usr/bin/env bash
# Puts class path and launcher into one archive, the same bytes for the same input.
#   dist.sh VERSION CLASSPATH FOLDER     with JAVA_HOME set; prints the archive's path
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
version=$1 class_path=$2 out=$3
name=gingham-$version
mkdir -p "$out"
rm -rf "${out:?}/$name"
mkdir -p "$out/$name"/{bin,lib}

manifest=$out/manifest
trap 'rm -f "$manifest"' EXIT
printf 'Implementation-Title: gingham\nImplementation-Version: %s\n' "$version" >"$manifest"
IFS=: read -ra path <<<"$class_path"
for entry in "${path[@]}"; do
    if [[ -d $entry ]]; then
        module=$(basename "$(dirname "$(dirname "$entry")")")
        "$JAVA_HOME/bin/jar" --create --file "$out/$name/lib/gingham-$module.jar" --manifest "$manifest" \
            --date=2000-01-01T00:00:00Z -C "$entry" .
    else
        cp -L "$entry" "$out/$name/lib/"
    fi
done
install -m 755 "$here/gingham" "$out/$name/bin/gingham"
install -m 644 "$here/tool.options" "$root/felix-agent/bgp.options" "$out/$name/lib/"
install -m 644 "$root/LICENSE" "$out/$name/LICENSE"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@946684800 -C "$out" -cf - "$name" | gzip -n >"$out/$name.tar.gz"
rm -rf "${out:?}/$name"
echo "$out/$name.tar.gz"
