# A node removed and added.
block=$(k get node n2 -o 'jsonpath={.spec.podCIDR}')
way_to() { in_node n1 ip route show "$1" | grep -q "via ${node_address[n2]} dev eth0"; }
peers_of_n1() { agent_says n1 bgp peers; }
no_way_to() { same "" "$(in_node n1 ip route show "$1")"; }
check "n1 has a route to n2's block" way_to "$block"
n2_is_peer() { grep -w "${node_address[n2]}" <<<"$(peers_of_n1)"; }
check "n1's agent has n2 as its peer" n2_is_peer
kubelet_off n2
k delete node n2 --wait=false >/dev/null
check "a node removed: its routes vanish from the other" within 20 no_way_to "$block"
n2_is_no_peer() { peers_of_n1 >/dev/null && ! n2_is_peer; }
check "a node removed: it is no peer of the other any more" within 20 n2_is_no_peer
no_report() { same "" "$(k get ginghamnode n2 --ignore-not-found -o name)"; }
check "a node removed: what it said of itself goes with it" within 60 no_report
kubelet_on n2
check "a node added: it is Ready" within 180 node_is n2 True
check "a node added: it has a block" within 30 registered n2
old_block=$block block=$(k get node n2 -o 'jsonpath={.spec.podCIDR}')
check "a node added: the other has a route to it ($block)" within 60 way_to "$block"
check "a node added: its condition is content" within 30 content
check "a node added: the agents are ready" within 120 agents_ready
# Pods of a node that was away may have been taken for lost.
all_four() { four_pods | k apply -f - >/dev/null && pods_ready; }
check "a node added: its pods are Ready" within 120 all_four
addresses
pod anew2 n2 "app: web" | k apply -f - >/dev/null
check "a node added: a new pod is Ready" pods_ready
address[anew2]=$(ip_of anew2)
in_new_block() { same "${block%.*}" "${address[anew2]%.*}"; }
check "a new pod has an address of the node's block as it is now" in_new_block
check "a new pod is reached from the other node" within 10 reaches client1 anew2
check "a pod of that node is reached" within 10 reaches client1 web2
check "a pod of that node reaches the other" within 10 reaches client2 web1

# Those that lived through it keep addresses of the old block, which the cluster may give to the next node.
k delete pod web2 client2 anew2 --grace-period=0 --force >/dev/null 2>&1
nothing_of_the_old_block() { [[ $block == "$old_block" ]] || same "" "$(in_node n1 ip route show root "$old_block")"; }
check "pods of the old block deleted: its addresses are let go of" within 60 nothing_of_the_old_block
check "in their place pods of the new block are Ready" within 60 all_four
addresses
check "and are reached" within 10 reaches client1 web2
