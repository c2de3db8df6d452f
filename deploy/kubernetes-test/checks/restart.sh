# Agents restarted and killed under traffic: 20 packets a second each way between the nodes, until it is stopped.
traffic() {
    for name in client1 client2; do
        k exec "$name" -- sh -c "(ping -i 0.05 ${address[web$((3 - ${name#client}))]} >/tmp/ping 2>&1 </dev/null &)"
    done
}
stop_traffic() { for name in client1 client2; do k exec "$name" -- killall -INT ping; done; }
# Each answer has its number, from 0 on; what was sent last may be on its way when it is stopped.
lost() {
    k exec "$1" -- cat /tmp/ping | sed -nE 's/.*[ _]seq=([0-9]+) .*/\1/p' | sort -un |
        awk '{ last = $1; seen++ } END { print (seen < 100 ? "only " seen + 0 " answers" : last + 1 - seen) }'
}
none_lost() { for name in client1 client2; do same "$name lost 0" "$name lost $(lost "$name")" || return; done; }

traffic
rolled=$(now)
k -n gingham-system rollout restart daemonset/gingham-agent >/dev/null
check "the DaemonSet restarts node by node" rolled_out
check "and its agents are ready" within 120 agents_ready
say "      ($(since "$rolled"))"
sleep 3
stop_traffic
check "and no packet is lost" none_lost

named keep '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}'
check "a policy is in force before the kill" within 10 refused web2 web1
traffic
before=$(agent_pid n1)
in_node n1 kill -9 "$before"
check "an agent killed: its policy stays in force" refused web2 web1
check "an agent killed is started again" within 60 new_agent n1 "$before"
check "the agents are ready again" within 120 agents_ready
sleep 3
stop_traffic
check "an agent killed: no packet is lost" none_lost
pod late1 n1 "app: client" | k apply -f - >/dev/null
check "a new pod comes up on that node" pods_ready
k delete networkpolicy keep >/dev/null
k delete pod late1 --wait=false >/dev/null
