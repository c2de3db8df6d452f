# NetworkPolicies, changed while the pods run.
policy() { k apply -f - >/dev/null; }
named() { printf 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s}\nspec: %s\n' "$1" "$2" | policy; }
probe_holds() { same True "$(k get pod web1 -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')"; }

named deny-all '{podSelector: {}, policyTypes: [Ingress]}'
check "deny all: a pod of the same node is refused" within 10 refused client1 web1
check "deny all: a pod of another node is refused" within 10 refused client2 web1
check "deny all: the service is refused too" silent client1 "$service"
k label pod web1 only=web1 --overwrite >/dev/null
printf '%s\n' 'apiVersion: v1' 'kind: Service' 'metadata: {name: itself}' 'spec: {selector: {only: web1}, ports: [{port: 80}]}' | k apply -f - >/dev/null
itself=$(k get service itself -o 'jsonpath={.spec.clusterIP}')
asks() { same web1 "$(fetch "$@")"; }
check "deny all: a pod reaches itself through its service" within 20 asks web1 "$itself"
check "deny all: and through its hostPort" within 10 asks web1 "${node_address[n1]}" 8081
check "deny all: nobody else does so" silent client1 "$itself"
check "deny all: the kubelet's probe goes on" for_seconds 6 probe_holds
named allow '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 80}]}]}'
check "allowed by label, same node" within 10 reaches client1 web1
check "allowed by label, other node" within 10 reaches client2 web1
check "not on a port that is not named" refused client2 web1 81
check "not a pod of another label" refused web2 web1
k label pod client2 app=stranger --overwrite >/dev/null
check "a pod that loses its label is refused" within 10 refused client2 web1
k label pod client2 app=client --overwrite >/dev/null
check "and allowed again with it" within 10 reaches client2 web1
named allow '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 81}]}]}'
check "a changed policy opens the new port" within 10 reaches client2 web1 81
check "and closes the old one" within 10 refused client2 web1 80
named allow "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: ${address[client1]}/32}}]}]}"
check "an ipBlock lets its address in" within 10 reaches client1 web1
check "an ipBlock keeps others out" within 10 refused client2 web1
named allow '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: http}]}]}'
check "a named port is the pod's" within 10 reaches client2 web1
named egress '{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}'
check "egress: what is named is reached" within 10 reaches client1 web2
check "egress: what is not named is not" within 10 outward closed
k delete networkpolicies.networking.k8s.io --all >/dev/null
k delete service itself >/dev/null
check "without policies all is open again" within 10 reaches client2 web1 81
