# The API server away while agents run, and while one starts; for GINGHAM_TEST_OUTAGE seconds in all.
outage=${GINGHAM_TEST_OUTAGE:-75}
end "$api_server_pid"
gone=$(date +%s)
keeps_going() { same web2 "$(in_node n1 sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 ${address[web2]} 80" | tail -n 1)"; }
check "without the API server pods go on" for_seconds 5 keeps_going
killed=$(agent_pid n1)
in_node n1 kill -9 "$killed"
check "without it, the kubelet starts an agent that was killed" within 120 new_agent n1 "$killed"
last_words() { tail -q -n 1 "$LAB"/n1/pod-logs/gingham-system_gingham-agent-*/agent/*.log | grep "API server.*can't be reached.*check its address"; }
check "without it, that agent's last line says what is wrong" within 30 last_words
waits_for_api() { grep "not been listed yet.*can't be reached" <<<"$(ready n1 2>&1)"; }
check "without it, that agent is not ready, and says why" within 10 waits_for_api
check "without it, pods go on for $outage s" for_seconds $((gone + outage - $(date +%s))) keeps_going
start_api_server
check "the API server is back" within 60 k get --raw /readyz
check "and the agents are ready again" within 180 agents_ready
named after '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}'
check "and follow: a policy is in force" within 20 refused client1 web2
k delete networkpolicy after >/dev/null
check "and its end is seen" within 20 reaches client1 web2
