# Pods gone, their traces go too.
k delete pod --all >/dev/null
no_traces() {
    local node
    for node in $NODES; do
        same "" "$(in_node "$node" sh -c 'ip -o link | grep -o "cali[0-9a-f]*" | head -n 1; ls /var/lib/cni/networks/k8s-pod-network | grep "^10" | head -n 1')" || return
    done
}
check "deleted pods leave no interface and no address" within 90 no_traces
