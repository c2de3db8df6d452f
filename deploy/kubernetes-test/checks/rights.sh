# What the agent may do, and what the API server takes.
k apply -f - >/dev/null <<'Y'
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: silent}
spec: {node: n1, peerIP: 192.0.2.199, asNumber: 64999}
Y
silent_is_said() { k get events -n default --field-selector involvedObject.kind=Node,involvedObject.name=n1,reason=BGPSessionDown -o 'jsonpath={.items[*].message}' | grep -q 'silent (192.0.2.199'; }
check "a router that does not answer is an Event of its node" within 90 silent_is_said
silent_is_a_condition() { k get ginghamnode n1 -o 'jsonpath={.status.conditions[?(@.type=="PeersEstablished")].message}' | grep -q 'down: silent'; }
check "and a condition of what the node says of itself" within 30 silent_is_a_condition
check "and keeps no node from being ready" agents_ready
k delete bgppeer silent >/dev/null
may() { k auth can-i --as=system:serviceaccount:gingham-system:gingham-agent "$@" | grep -q '^yes'; }
check "the agent may watch pods" may watch pods --all-namespaces
check "the agent may list network policies" may list networkpolicies.networking.k8s.io --all-namespaces
check "the agent may watch tiers" may watch tiers.projectcalico.org
check "the agent may watch services" may watch services --all-namespaces
check "the agent may not change a service's status" not may patch services --subresource=status --all-namespaces
check "the agent may not change a tier" not may update tiers.projectcalico.org
check "the agent may not read secrets" not may get secrets --all-namespaces
check "the agent may not change a pod" not may patch pods --all-namespaces
check "the agent may not change a policy" not may update networkpolicies.networking.k8s.io --all-namespaces
nothing_forbidden() { ! grep -i forbid <<<"$(k -n gingham-system logs -l app.kubernetes.io/name=gingham --tail=-1)"; }
check "nothing that an agent asks for is forbidden" nothing_forbidden

# Of the API server's own account: all that is granted has been used, and nothing else was asked for.
rule='{{range .rules}}{{$rule := .}}{{range .apiGroups}}{{$group := .}}{{range $rule.verbs}}{{$verb := .}}{{range $rule.resources}}{{$verb}} {{.}}{{if $group}}.{{$group}}{{end}}{{"\n"}}{{end}}{{end}}{{end}}{{end}}'
granted() { k get clusterrole gingham-agent -o "go-template=$rule" | sed '/^$/d' | sort -u; }
# used OPTION PATTERN: verb and resource of what the agents asked for, of the account's lines that match (grep's options). A watch that
# goes on may have a line without a status only: what has not failed counts as done.
used() {
    grep -E "$@" "$LAB/log/audit.log" |
        sed -nE 's/.*"verb":"([a-z]+)".*"objectRef":\{"resource":"([a-z]+)"([^}]*).*/\1 \2 \3/p' |
        sed -E 's/^([a-z]+ [a-z]+) (.*)"subresource":"([a-z]+)"/\1\/\3 \2/; s/^([a-z]+ [a-z/]+) .*"apiGroup":"([a-z0-9.]+)".*/\1.\2/; s/^([^ ]+ [^ ]+) .*/\1/' | sort -u
}
# What this API server has no kind for can't be used.
absent() { used -e '"code":404[,}]' | sed -n 's/^list //p'; }
nothing_spare() { same "" "$(comm -23 <(granted) <(used -v -e '"code":[45][0-9][0-9][,}]') | grep -vFf <(absent | sed 's/^/ /'))"; }
check "every right of the ClusterRole has been used ($(granted | wc -l))" within 30 nothing_spare
nothing_refused() { same "" "$(used -e '"code":403[,}]')"; }
check "and none was missing" nothing_refused
