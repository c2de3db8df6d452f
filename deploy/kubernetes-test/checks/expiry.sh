# Watches that have expired (410): the server ends each after 5 to 10 s, has no cache, and etcd has forgotten what lies between.
# What the agents have asked since `heard`, of network policies: the nodes that did.
heard() { heard=$(wc -l <"$LAB/log/audit.log"); }
asked() {
    tail -n +"$((heard + 1))" "$LAB/log/audit.log" | grep '"verb":"'"$1"'".*"resource":"networkpolicies"' |
        grep -oE '"sourceIPs":\["[^"]+' | sort | uniq -c
}
listed_anew() { same 2 "$(asked list | wc -l)"; }

heard
end "$api_server_pid"
start_api_server --watch-cache=false --min-request-timeout=5
check "an API server without a memory is ready" within 60 k get --raw /readyz
# After a short loss of the connection a watch may go on where it was, without a list.
watched() { same 2 "$(asked watch | wc -l)"; }
check "after the loss of their connections the agents watch again" within 60 watched
check "the agents are ready with it" within 120 agents_ready
heard
watched_twice() { same 2 "$(asked watch | awk '$1 >= 4' | wc -l)"; }
check "a watch that the server ends in the ordinary way is begun again" within 40 watched_twice
no_list() { same "" "$(asked list)"; }
check "where it ended, without a new list" no_list

ask_etcd() { curl --silent --show-error --fail "http://127.0.0.1:2379/v3/$1" -d "$2"; }
revision() { ask_etcd kv/range '{"key":"AA==","limit":1}' | sed -E 's/.*"revision":"([0-9]+)".*/\1/'; }
for number in $(seq 5); do k create configmap "filler-$number" >/dev/null; done
heard
complaints() { for node in $NODES; do log_of "$node" | grep -c "can't list or watch"; done; }
complaints_before=$(complaints)
check "etcd forgets the past" ask_etcd kv/compaction "{\"revision\":\"$(revision)\",\"physical\":true}"
check "both agents are told that their watches have expired, and list anew" within 40 listed_anew
named expired '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}'
check "a policy made after that is in force, same node" within 20 refused client1 web1
check "a policy made after that is in force, other node" within 20 refused client1 web2
k delete networkpolicy expired >/dev/null
check "and its end is seen" within 20 reaches client1 web2
check "the agents are ready all the same" agents_ready
no_more_complaints() { same "$complaints_before" "$(complaints)"; }
check "nobody is troubled with it" no_more_complaints
end "$api_server_pid"
start_api_server
check "an ordinary API server is back" within 60 k get --raw /readyz
for number in $(seq 5); do k delete configmap "filler-$number" >/dev/null; done
