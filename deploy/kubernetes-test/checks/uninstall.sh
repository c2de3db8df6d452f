# Everything taken away again: pods, manifest, and what is on the nodes.
k delete service web >/dev/null
k delete pod --all >/dev/null
no_traces_of_pods() {
    local node
    for node in $NODES; do
        same "" "$(in_node "$node" sh -c 'ip -o link | grep -o "cali[0-9a-f]*" | head -n 1; ls /var/lib/cni/networks/k8s-pod-network | grep "^10" | head -n 1')" || return
    done
}
check "deleted pods leave no interface and no address" within 90 no_traces_of_pods

check "the manifest is deleted" k delete -f "$manifest" --timeout=180s
no_agents() { ! in_node n1 pgrep -f 'GinghamMain agent' && ! in_node n2 pgrep -f 'GinghamMain agent'; }
check "no agent runs any more" within 60 no_agents
check "the uninstall manifest is applied" k apply -f "$root/deploy/manifests/gingham-uninstall.yaml"
check "and does its work on both nodes" k -n kube-system rollout status daemonset/gingham-uninstall --timeout=120s
check "the uninstall manifest is deleted" k delete -f "$root/deploy/manifests/gingham-uninstall.yaml"
for node in $NODES; do
    as_before() { grep -q eth0 "$LAB/$node/before" && diff "$LAB/$node/before" <(traces_on "$node"); }
    check "$node has the links, routes, rules, sets and files that it had before" within 20 as_before
done
no_condition() { local node; for node in $NODES; do same "" "$(condition "$node" NetworkUnavailable status)" || return; done; }
check "the Nodes have no condition of ours" no_condition
no_resources() { same "" "$(k get crd -o name | grep projectcalico || true)"; }
check "the custom resource definitions are gone" no_resources
not_ready_again() { ready_nodes 0; }
check "the nodes have no network again" within 30 not_ready_again
