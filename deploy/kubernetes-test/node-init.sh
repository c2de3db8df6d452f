#!/usr/bin/env bash
# First process of a node, in namespaces of its own. Started by cluster.sh with NODE (name), N (its folder), IMAGES, KUBE_BIN.
set -u
hostname "$NODE"
mount -t proc proc /proc

# The cgroup hierarchies anew, as seen from the node's own cgroup: else each kubelet removes the other's pods as orphans.
hierarchies=$(awk '$3 == "cgroup" { print $2, $4 }' /proc/1/mounts | sort -u)
unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/1/mounts)
mount -t sysfs sysfs /sys
if [[ $unified == /sys/fs/cgroup ]]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
    mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
    while read -r path options; do
        [[ -n $path ]] || continue
        controllers=$(tr , '\n' <<<"$options" | grep -vE '^(rw|ro|nosuid|nodev|noexec|relatime|noatime|clone_children|xattr|release_agent=.*)$' | paste -sd,)
        mkdir -p "/sys/fs/cgroup/${path##*/}"
        mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/${path##*/}"
    done <<<"$hierarchies"
    if [[ -n $unified ]]; then mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified; fi
fi

mount -t tmpfs -o mode=755 tmpfs /run
bind() { mkdir -p "$N/$1" "$2" && mount --bind "$N/$1" "$2"; }
bind kubelet /var/lib/kubelet
bind containerd /var/lib/containerd
bind net.d /etc/cni/net.d
bind cni-bin /opt/cni/bin
bind cni-state /var/lib/cni
bind gingham /var/lib/gingham
bind pod-logs /var/log/pods
bind container-logs /var/log/containers
# No name of the node's programs may be asked of this machine's own resolver.
echo 'nameserver 127.0.0.1' >"$N/resolv.conf"
if [[ -e /etc/resolv.conf ]]; then mount --bind "$N/resolv.conf" /etc/resolv.conf; fi
mount --make-rshared /

containerd --config "$N/containerd.toml" >"$N/log/containerd.log" 2>&1 &
until ctr version >/dev/null 2>&1; do sleep 0.1; done
for image in "$IMAGES"/*.tar; do ctr -n k8s.io images import "$image" >>"$N/log/images.log" 2>&1; done
# As a service manager would: started again when it ends, but not while it is to stay away.
keep_kubelet() {
    local arguments
    readarray -t arguments <"$N/kubelet.arguments"
    while :; do
        while [[ -e $N/kubelet.off ]]; do sleep 0.2; done
        "$KUBE_BIN/kubelet" "${arguments[@]}" >>"$N/log/kubelet.log" 2>&1 &
        echo $! >"$N/kubelet.pid"
        wait $!
        sleep 0.5
    done
}
keep_kubelet &
"$KUBE_BIN/kube-proxy" --config "$N/proxy.yaml" >"$N/log/proxy.log" 2>&1 &
trap 'exit 0' TERM
while :; do wait -n 2>/dev/null || sleep 1; done
