# The manifest, with kubectl and nothing else, on nodes that have no network yet.
agents() { k -n gingham-system get pods -l app.kubernetes.io/name=gingham "$@"; }
ready_nodes() { same "$1" "$(k get nodes -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True || true)"; }
agents_ready() { k -n gingham-system rollout status daemonset/gingham-agent --timeout=60s; }
agent_of() { agents --field-selector "spec.nodeName=$1" -o 'jsonpath={.items[0].metadata.name}'; }
agent_says() { k -n gingham-system exec "$(agent_of "$1")" -- gingham "${@:2}"; }

# Links, routes, rules, sets and files of a node; not those of kube-proxy, the kubelet and the chained portmap.
traces_on() {
    in_node "$1" sh -c 'ip -o link | awk "{ print \$2 }"; ip route
        for program in iptables-save ip6tables-save iptables-legacy-save ip6tables-legacy-save; do
            $program 2>/dev/null | grep -E "^(-A|:[^ ]+ -)" | sed -E "s/\[[0-9]+:[0-9]+\]//"
        done
        ipset save
        find /etc/cni/net.d /opt/cni/bin /var/lib/cni /var/lib/gingham -type f' | grep -vE 'KUBE|CNI-HOSTPORT|/var/lib/cni/results' || true
}
for node in $NODES; do traces_on "$node" >"$LAB/$node/before"; done

check "no node is ready before the install" ready_nodes 0
applied=$(now)
check "kubectl applies the manifest" k apply -f "$root/deploy/manifests/gingham.yaml"
check "both nodes are Ready within 30 s of it" within 30 ready_nodes 2
say "      ($(since "$applied") from apply to both nodes Ready)"
check "the agents are ready" agents_ready

programs_first() {
    local node program
    for node in $NODES; do
        for program in gingham host-local portmap bandwidth loopback; do in_node "$node" test -x "/opt/cni/bin/$program" || { echo "$node has no $program"; return 1; }; done
    done
}
check "launcher and missing reference plugins are installed" programs_first
no_token() { not in_node n1 grep -rlE 'eyJ|token' /etc/cni/net.d; }
check "no credential is in the CNI configuration" no_token
status_works() { grep ', in sync' <<<"$(agent_says n1 status)"; }
check "gingham status answers in the agent's pod" status_works
no_problems() { ! grep problem: <<<"$(agent_says n1 status)"; }
check "it knows of no problem" no_problems
