# Something that the agent needs is not there, on n2: programs of the image, rights.
daemonset() { k -n gingham-system patch daemonset gingham-agent --type json -p "$1" >/dev/null; }
whole=$(k -n gingham-system get daemonset gingham-agent -o 'jsonpath={.spec}')
# without PROGRAM...: in their place is something that can't be run.
without() {
    local program volumes='{"name":"nothing","hostPath":{"path":"/dev/null"}}' mounts=''
    for program in "$@"; do mounts+="{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/volumeMounts/-\",\"value\":{\"name\":\"nothing\",\"mountPath\":\"/usr/sbin/$program\"}},"; done
    daemonset "[$mounts{\"op\":\"add\",\"path\":\"/spec/template/spec/volumes/-\",\"value\":$volumes},{\"op\":\"replace\",\"path\":\"/spec/updateStrategy\",\"value\":{\"type\":\"OnDelete\"}}]"
    restart n2
}
with_all() {
    daemonset "[{\"op\":\"replace\",\"path\":\"/spec\",\"value\":$whole}]"
    restart n2
}
started_anew() { same Running "$(agents --field-selector spec.nodeName=n2 -o 'jsonpath={.items[*].status.phase}')"; }

whole_agent=$(agent_pid n2)
without ipset
# Not agents_ready: kubectl knows no rollout of a DaemonSet whose pods are replaced when they are deleted.
anew_and_ready() { new_agent n2 "$whole_agent" && ready n2; }
check "without the program ipset: the agent is ready" within 120 anew_and_ready
named sets '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}'
check "without the program ipset: a policy with a set holds" within 10 refused web1 web2
check "without the program ipset: whom it names reaches the pod" reaches client1 web2
k delete networkpolicy sets >/dev/null
with_all
check "with ipset again: all is well" within 180 agents_ready

without xtables-nft-multi xtables-legacy-multi
check "without iptables: the log says so" within 120 last_line_says n2 "can't start 'iptables.*install it"
check "without iptables: the condition says so" within 120 condition_says n2 "can't start 'iptables"
check "without iptables: pods that worked still do" reaches client1 web2
with_all
check "with iptables again: all is well" within 180 agents_ready
check "with iptables again: the condition is content" within 120 content

named keep '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}'
check "a policy is in force before rights are cut" within 10 refused web1 web2
number=$(k get clusterrole gingham-agent -o 'go-template={{range $i, $r := .rules}}{{range $r.apiGroups}}{{if eq . "networking.k8s.io"}}{{$i}}{{end}}{{end}}{{end}}')
k patch clusterrole gingham-agent --type json -p "[{\"op\":\"remove\",\"path\":\"/rules/$number\"}]" >/dev/null
restart n2
check "rights cut down: the log says so" within 120 last_line_says n2 'forbids it.*ClusterRole.*networkpolicies'
check "rights cut down: the condition says so" within 120 condition_says n2 'forbids it'
check "rights cut down: pods that worked still do" reaches client1 web2
check "rights cut down: the policy is still in force" refused web1 web2
pod late2 n2 "app: web" | k apply -f - >/dev/null
waits() { not same Running "$(k get pod late2 -o 'jsonpath={.status.phase}')" >/dev/null; }
check "rights cut down: a new pod is not let run unprotected" for_seconds 8 waits
k apply -f "$manifest" >/dev/null
check "rights restored: the agent is ready" within 120 agents_ready
check "rights restored: the waiting pod comes up" within 120 pods_ready
check "rights restored: the condition is content" within 30 content
k delete networkpolicy keep >/dev/null
k delete pod late2 --grace-period=0 --force --wait=false >/dev/null 2>&1
