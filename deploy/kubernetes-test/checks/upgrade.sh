# From an older release to this one and back, under traffic, with a policy in force: no packet is lost, and what this one finds in
# the kernel is left as it is. GINGHAM_BEFORE is a clone of that release, in which `./gingham image` has run.
tag=$(sed -n 's/.*image: gingham\/agent://p' "$manifest" | head -n 1)
previous=$LAB/previous.yaml
sed "s|image: gingham/agent:.*|image: gingham/agent:before|" "$GINGHAM_BEFORE/deploy/manifests/${manifest##*/}" >"$previous"
# Both archives name their image alike.
import() { in_node "$1" ctr -n k8s.io images import "$2" && in_node "$1" ctr -n k8s.io images tag --force "docker.io/gingham/agent:$tag" "docker.io/gingham/agent:$3"; }
both_images() {
    local node
    for node in $NODES; do
        import "$node" "$(echo "$GINGHAM_BEFORE"/.gingham/image/*.tar)" before || return
        import "$node" "$GINGHAM_IMAGE" now || return
    done
}
rules_of() { in_node "$1" sh -c 'iptables-save; ip6tables-save' 2>/dev/null | grep -v '^#' | sed -E 's/\[[0-9]+:[0-9]+\]//'; }
sets_of() { in_node "$1" ipset save | sort; }
# Each change of a rule or chain of ours, as the kernel announces it, from here on.
watch_rules() {
    for node in $NODES; do
        in_node "$node" stdbuf -oL xtables-monitor --event >"$LAB/$node/log/rules" 2>&1 &
        monitors+=($!)
    done
    sleep 0.5
    for node in $NODES; do in_node "$node" sh -c 'iptables -N marker && iptables -X marker'; done
}
watch_ends() { kill "${monitors[@]}"; wait "${monitors[@]}" 2>/dev/null; monitors=(); }
monitors=()
nothing_written() { for node in $NODES; do ! grep gham- "$LAB/$node/log/rules" || { echo "written on $node"; return 1; }; done; }
# An announcement that is not heard would look like none.
heard_rules() { for node in $NODES; do grep -q marker "$LAB/$node/log/rules" || { echo "nothing heard on $node"; return 1; }; done; }
same_rules() { for node in $NODES; do diff "$LAB/$node/rules-before" <(rules_of "$node") && diff "$LAB/$node/sets-before" <(sets_of "$node") || return; done; }
# runs TAG: all agents are of that image, and ready.
runs() { same "gingham/agent:$1 gingham/agent:$1" "$(agents -o 'jsonpath={.items[*].spec.containers[0].image}')" && agents_ready; }
# moved MANIFEST TAG: under traffic.
moved() { k apply -f "$1" >/dev/null && within 120 runs "$2" && sleep 3; }

check "the images of both releases are on the nodes" both_images
named keep '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}'
check "a policy is in force before" within 10 refused web2 web1
traffic
check "the release before runs" moved "$previous" before
stop_traffic
check "going back loses no packet" none_lost
check "and its policy holds" refused web2 web1
for node in $NODES; do rules_of "$node" >"$LAB/$node/rules-before"; sets_of "$node" >"$LAB/$node/sets-before"; done
watch_rules
traffic
check "the upgrade: this release runs" moved "$manifest" "$tag"
stop_traffic
watch_ends
check "the upgrade loses no packet" none_lost
check "each change of a rule is heard of" heard_rules
check "the upgrade writes no rule" nothing_written
check "and leaves rules and sets as they were" same_rules
check "its policy holds" refused web2 web1
k delete networkpolicy keep >/dev/null
