# A node that gets no podCIDR, as in a cluster whose controller manager gives none.
end "$controller_manager_pid"
start_controller_manager
node_up n3
there() { k get node n3 >/dev/null && agent_pid n3; }
check "a node of a cluster without podCIDRs has its agent" within 180 there
check "without a podCIDR: the log says what to do" within 120 last_line_says n3 'no podCIDR.*--allocate-node-cidrs'
check "without a podCIDR: the condition says what to do" within 120 condition_says n3 'no podCIDR.*--allocate-node-cidrs'
unavailable() { same True "$(condition n3 NetworkUnavailable status)"; }
check "without a podCIDR: the node's network is unavailable" unavailable
check "without a podCIDR: the node is not Ready" for_seconds 5 node_is n3 False
check "without a podCIDR: the others go on" reaches client1 web2
end "$controller_manager_pid"
start_controller_manager --allocate-node-cidrs=true --cluster-cidr "$pod_cidr" --node-cidr-mask-size 24
n3_available() { same False "$(condition n3 NetworkUnavailable status)"; }
given=$(now)
check "it gets a podCIDR" within 60 registered n3
check "and is Ready" within 120 node_is n3 True
check "and its network is available" within 30 n3_available
say "      ($(since "$given") from the controller manager's start)"
pod web3 n3 "app: web" | k apply -f - >/dev/null
check "and takes a pod" pods_ready
address[web3]=$(ip_of web3)
check "which is reached from another node" within 20 reaches client1 web3
k delete pod web3 --grace-period=0 --force >/dev/null 2>&1
block=$(k get node n3 -o 'jsonpath={.spec.podCIDR}')
node_down n3
k delete node n3 --wait=false >/dev/null
# Nobody is there to end its pods; the cluster would take a minute to give them up.
k -n gingham-system delete pod --field-selector spec.nodeName=n3 --grace-period=0 --force >/dev/null 2>&1
check "the node is switched off and deleted: its route vanishes" within 30 no_way_to "$block"
