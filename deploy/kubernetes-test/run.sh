#!/usr/bin/env bash
# The test on a real Kubernetes; see README.md. Environment: KUBE_BIN, GINGHAM_IMAGE (an archive of ./gingham image), GINGHAM_BEFORE
# (for upgrade).
#   run.sh [--hold] [SUBJECT...]     a subject is the name of a file in checks/; default: all but upgrade, in their order. Those
#                                    whose pods and words it uses run before it.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
export NODES="n1 n2" LATER="n3"
subjects=(install pods bandwidth policy calico loadbalancer status restart rights definitions configuration conflicts folders missing expiry outage node podcidr uninstall)

if [[ ${1:-} != --inside ]]; then
    export LAB CGROUP
    # Unix sockets lie below it, whose paths may have 107 characters.
    LAB=$(mktemp -d /tmp/gk.XXXXXX)
    CGROUP=gingham-${LAB##*.}
    mkdir -p "$LAB"/{log,images}
    clean() {
        local logs=$root/.gingham/kubernetes-test group
        rm -rf "$logs" && mkdir -p "$logs"
        cp -r "$LAB/log" "$logs/control-plane"
        for node in $NODES $LATER; do
            [[ -d $LAB/$node ]] || continue
            cp -r "$LAB/$node/log" "$logs/$node" 2>/dev/null || true
            cp -r "$LAB/$node/pod-logs" "$logs/$node/pods" 2>/dev/null || true
        done
        source "$here/cluster.sh"
        for group in $(own_cgroups); do
            # The last processes take a moment to end.
            for _ in $(seq 50); do
                [[ -d $group/$CGROUP ]] || break
                find "$group/$CGROUP" -depth -type d -exec rmdir {} \; 2>/dev/null || sleep 0.1
            done
        done
        rm -rf "$LAB"
    }
    trap clean EXIT
    # Nothing reaches this machine's network, and all of it ends with its first process.
    unshare --net --mount --pid --fork --kill-child --mount-proc --propagation private \
        bash -c 'mount -t tmpfs tmpfs /run && exec "$@"' bash "$here/run.sh" --inside "$@" <&0 &
    trap 'kill -9 $!' INT TERM
    wait $!
    exit
fi

source "$here/report.sh"
source "$here/cluster.sh"
# As docs/how-to/install.md says.
manifest=$root/deploy/manifests/gingham.yaml
if (($(minor kube-apiserver) < 25)); then manifest=$root/deploy/manifests/gingham-legacy.yaml; fi
export PATH=$KUBE_BIN:$PATH:/usr/local/sbin:/usr/sbin:/sbin
started=$(now)
cluster_up
say "a cluster of two nodes, Kubernetes 1.$(minor kubelet), after $(since "$started")"
# What fails from here on is counted.
set +e
shift
# with_needs SUBJECT...: with those that must have run before.
with_needs() {
    local subject need seen=" "
    for subject in "$@"; do
        case $subject in
        install) need="" ;;
        pods) need=install ;;
        status | conflicts | missing | expiry | node | podcidr | uninstall) need="install pods policy folders" ;;
        upgrade) need="install pods policy restart" ;;
        *) need="install pods policy" ;;
        esac
        for need in $need "$subject"; do
            [[ $seen == *" $need "* ]] || { seen+="$need "; echo "$need"; }
        done
    done
}
hold=false
if [[ ${1:-} == --hold ]]; then hold=true; shift; fi
if (($# == 0)); then set -- "${subjects[@]}"; else set -- $(with_needs "$@"); fi
checks_of() {
    local subject
    for subject in "$@"; do
        say "--    $subject, after $(since "$started")"
        source "$here/checks/$subject.sh"
    done
}
checks_of "$@"
if $hold; then
    say "the cluster stays up in process $$; enter it with: nsenter -t PID -n -m -p"
    say "a line on stdin names more subjects; an empty one ends it"
    while read -ra more && ((${#more[@]})); do checks_of "${more[@]}"; say "--    done"; done
fi
say "all of it after $(since "$started")"
say "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
