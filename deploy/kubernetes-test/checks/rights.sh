# What the agent may do, and what the API server takes.
may() { k auth can-i --as=system:serviceaccount:gingham-system:gingham-agent "$@" | grep -q '^yes'; }
check "the agent may watch pods" may watch pods --all-namespaces
check "the agent may list network policies" may list networkpolicies.networking.k8s.io --all-namespaces
check "the agent may not read secrets" not may get secrets --all-namespaces
check "the agent may not change a pod" not may patch pods --all-namespaces
check "the agent may not change a policy" not may update networkpolicies.networking.k8s.io --all-namespaces
nothing_forbidden() { ! grep -i forbid <<<"$(k -n gingham-system logs -l app.kubernetes.io/name=gingham --tail=-1)"; }
check "nothing that an agent asks for is forbidden" nothing_forbidden
pool_without_cidr() { grep 'spec.cidr: Required value' <<<"$(object IPPool bad '{natOutgoing: true}' 2>&1)"; }
check "an IPPool without a cidr is refused" pool_without_cidr
text_as_number() { grep 'spec.asNumber' <<<"$(object BGPPeer bad '{peerIP: 192.0.2.1, asNumber: many}' 2>&1)"; }
check "a BGPPeer with words for an AS number is refused" text_as_number
