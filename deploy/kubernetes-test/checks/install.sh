# The manifest, with kubectl and nothing else, on nodes that have no network yet.
agents() { k -n gingham-system get pods -l app.kubernetes.io/name=gingham "$@"; }
ready_nodes() { same "$1" "$(k get nodes -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True || true)"; }
# ready NODE: what the kubelet's probe of the agent would see now.
ready() {
    in_node "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/9099 && printf "GET /readiness HTTP/1.0\r\n\r\n" >&3 && cat <&3' 2>&1 |
        tee /dev/stderr | grep -q '^HTTP/1.1 200'
}
rolled_out() { k -n gingham-system rollout status daemonset/gingham-agent --timeout=180s; }
agents_ready() {
    local node
    for node in $NODES; do ready "$node" || return; done
    rolled_out
}
agent_of() { agents --field-selector "spec.nodeName=$1" -o 'jsonpath={.items[0].metadata.name}'; }
# agent_pid NODE, and restart NODE: a new pod in place of the agent's, with its configuration read anew.
agent_pid() { in_node "$1" pgrep -f 'GinghamMain agent'; }
restart() { k -n gingham-system delete pod "$(agent_of "$1")" --wait=false >/dev/null; }
# log_of NODE [OPTION...]: of its agent that runs now.
log_of() { k -n gingham-system logs "$(agent_of "$1")" "${@:2}"; }
last_line_of() { log_of "$1" --tail=1; }
# condition NODE TYPE FIELD
condition() { k get node "$1" -o "jsonpath={.status.conditions[?(@.type==\"$2\")].$3}"; }
# condition_says NODE TEXT, last_line_says NODE TEXT: a pattern.
condition_says() { grep -E -- "$2" <<<"$(condition "$1" NetworkUnavailable message)" || { condition "$1" NetworkUnavailable message; false; }; }
last_line_says() { grep -E -- "$2" <<<"$(last_line_of "$1")" || { log_of "$1" --tail=3; false; }; }
agent_says() { k -n gingham-system exec "$(agent_of "$1")" -- gingham "${@:2}"; }

# Links, routes, rules, sets and files of a node; not those of kube-proxy, the kubelet and the chained portmap.
traces_on() {
    in_node "$1" sh -c 'ip -o link | awk "{ print \$2 }"; ip route
        for program in iptables-save ip6tables-save iptables-legacy-save ip6tables-legacy-save; do
            $program 2>/dev/null | grep -E "^(-A|:[^ ]+ -)" | sed -E "s/\[[0-9]+:[0-9]+\]//"
        done
        ipset save
        sed s/^/ip_forward\ / /proc/sys/net/ipv4/ip_forward
        find /etc/cni/net.d /opt/cni/bin /var/lib/cni /var/lib/gingham -type f' | grep -vE 'KUBE|CNI-HOSTPORT|/var/lib/cni/results' || true
}
for node in $NODES; do traces_on "$node" >"$LAB/$node/before"; done

check "no node is ready before the install" ready_nodes 0
applied=$(now)
check "kubectl applies the manifest" k apply -f "$manifest"
check "both nodes are Ready within 30 s of it" within "$(bar 30)" ready_nodes 2
say "      ($(since "$applied") from apply to both nodes Ready; the bar is 30 s, the load $(cut -d" " -f1 /proc/loadavg))"
runs_there() { same Running "$(k get pod first -o 'jsonpath={.status.phase}')"; }
born=$(now)
k run first --image test.local/tools:1 --image-pull-policy Never --restart Never -- sleep 3600 >/dev/null
check "the first pod runs within 5 s more" within "$(bar 5)" runs_there
say "      ($(since "$born"))"
k delete pod first --grace-period=0 --force --wait=false >/dev/null 2>&1
check "the agents are ready" within 30 agents_ready

# From the start of the agent's process until it says that it is ready, for an agent that finds all as it was.
new_agent() { [[ -n $(agent_pid "$1") && $(agent_pid "$1") != "$2" ]]; }
start_time() {
    local old pid ticks up
    old=$(agent_pid n1)
    in_node n1 kill -9 "$old"
    within 60 new_agent n1 "$old" || return
    pid=$(agent_pid n1)
    until ready n1 >/dev/null 2>&1; do sleep 0.05; done
    ticks=$(in_node n1 sed -E 's/.*\) //' "/proc/$pid/stat" | cut -d' ' -f20)
    up=$(cut -d' ' -f1 /proc/uptime)
    awk -v up="$up" -v ticks="$ticks" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f s", up - ticks / hz }'
}
say "      (an agent is ready $(start_time) after its start; the goal is 3 s)"
resident() { in_node "$1" awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$(agent_pid "$1")/status"; }
sleep 5
say "      (idle, it has $(resident n1) MiB resident; the goal is 150 MiB)"
say "      (the image's archive has $(($(stat -c %s "$GINGHAM_IMAGE") >> 20)) MiB)"

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
reports() { k get ginghamnodes -o 'jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}'; }
all_report() { same "n1=True n2=True " "$(reports)"; }
check "each node says in the API that it is ready" within 30 all_report
