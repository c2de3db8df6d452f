# Real pods: addresses, who reaches whom, services, host ports, probes.

# pod NAME NODE LABELS: serves its own name on port 80 and 81.
pod() {
    cat <<Y
---
apiVersion: v1
kind: Pod
metadata: {name: $1, labels: {$3}}
spec:
  nodeName: $2
  terminationGracePeriodSeconds: 0
  automountServiceAccountToken: false
  containers:
  - name: c
    image: test.local/tools:1
    imagePullPolicy: Never
    command: [sh, -c, "echo $1 > /www/index.html; httpd -p 81 -h /www; exec httpd -f -p 80 -h /www"]
    ports: [{containerPort: 80, name: http${4:+, hostPort: $4}}]
    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}
Y
}
pods_ready() { k wait --for condition=Ready pod --all --timeout=120s; }
ip_of() { k get pod "$1" -o 'jsonpath={.status.podIP}'; }
# fetch FROM ADDRESS [PORT]: what the server says, asked by a pod.
fetch() { k exec "$1" -- sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 $2 ${3:-80}" | tail -n 1; }
reaches() { same "$2" "$(fetch "$1" "${address[$2]}" "${3:-80}")"; }
# An asker that can't even ask would look like a refusal: it must say that it has asked.
silent() { same asked "$(k exec "$1" -- sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 $2 ${3:-80}; echo asked")"; }
refused() { silent "$1" "${address[$2]}" "${3:-80}"; }
from_host() { same "$2" "$(in_node "$1" sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 ${address[$2]} 80" | tail -n 1)"; }

four_pods() { pod web1 n1 "app: web" 8081; pod web2 n2 "app: web" 8082; pod client1 n1 "app: client"; pod client2 n2 "app: client"; }
declare -gA address=()
addresses() { local name; for name in web1 web2 client1 client2; do address[$name]=$(ip_of "$name"); done; }
born=$(now)
four_pods | k apply -f - >/dev/null
check "four pods are Ready" pods_ready
say "      ($(since "$born") from apply to all four Ready)"
addresses

from_block() {
    local node name block
    for name in web1 web2; do
        node=n${name#web}
        block=$(k get node "$node" -o 'jsonpath={.spec.podCIDR}')
        same "${block%.*}" "${address[$name]%.*}" || return
    done
}
check "each pod has an address of its node's podCIDR" from_block
check "pod to pod on one node" reaches client1 web1
check "pod to pod across nodes, 1 to 2" reaches client1 web2
check "pod to pod across nodes, 2 to 1" reaches client2 web1
check "a node reaches its own pod" from_host n1 web1
check "a node reaches another node's pod" from_host n1 web2
routed() {
    local block
    block=$(k get node n2 -o 'jsonpath={.spec.podCIDR}')
    in_node n1 ip route show "$block" | grep -q "via ${node_address[n2]} dev eth0"
}
check "the way to the other node's pods is a plain route" routed
no_overlay() { same "" "$(in_node n1 ip -o link | grep -E 'tunl|vxlan|ipip' || true)"; }
check "there is no tunnel device" no_overlay
source_kept() {
    k exec web2 -- sh -c '(nc -l -n -v 9000 >/tmp/heard 2>&1 </dev/null &)' && sleep 1
    k exec client1 -- sh -c "echo x | nc -w 1 ${address[web2]} 9000" || true; k exec web2 -- grep -q "${address[client1]}" /tmp/heard
}
check "the server sees the client pod's own address" source_kept

printf '%s\n' 'apiVersion: v1' 'kind: Service' 'metadata: {name: web}' 'spec: {selector: {app: web}, ports: [{port: 80}]}' | k apply -f - >/dev/null
service=$(k get service web -o 'jsonpath={.spec.clusterIP}')
by_service() { fetch "$1" "$service" | grep -qE '^web[12]$'; }
both_backends() { same "web1 web2" "$(for _ in $(seq 24); do fetch client1 "$service"; done | sort -u | paste -sd' ')"; }
check "a service is reached from node 1" within 20 by_service client1
check "a service is reached from node 2" within 20 by_service client2
check "a service has both its pods" both_backends
host_port() { same web2 "$(printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 "${node_address[n2]}" 8082 | tail -n 1)"; }
check "a hostPort is reached through the chained portmap" host_port

# object KIND NAME SPEC
object() { printf 'apiVersion: projectcalico.org/v3\nkind: %s\nmetadata: {name: %s}\nspec: %s\n' "$@" | k apply -f -; }
outward() { same "$1" "$(k exec client1 -- sh -c 'nc -z -w 2 10.99.0.1 6443 && echo open || echo closed')"; }
check "the world outside, which knows no route to pods, gives no answer" outward closed
object IPPool pods '{cidr: 10.244.0.0/16, natOutgoing: true}'
check "an IPPool with natOutgoing: it does" within 10 outward open
check "and between pods addresses are still kept" source_kept
says_available() { same False "$(condition n1 NetworkUnavailable status)"; }
check "the node says that its network is available" within 10 says_available
