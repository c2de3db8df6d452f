# Calico's policies as custom resources: tiers, sets, and what explain says of them.
calico() { printf 'apiVersion: projectcalico.org/v3\nkind: %s\nmetadata: {name: %s%s}\nspec: %s\n' "$1" "$2" "${4:-}" "$3" | k apply -f - >/dev/null; }
# explained FROM TO PORT PATTERN: what the agent of n1 says.
explained() { grep -E -- "$4" <<<"$(agent_says n1 explain --from "default/$1" --to "default/$2" --port "$3")"; }

calico Tier security '{order: 50, defaultAction: Pass}'
calico GlobalNetworkPolicy no-strangers "{tier: security, selector: app == 'web', ingress: [{action: Deny, source: {selector: app == 'stranger'}}]}"
named open '{podSelector: {}, ingress: [{}]}'
k label pod client2 app=stranger --overwrite >/dev/null
check "a tier denies what a later one allows" within 10 refused client2 web1
check "and leaves the rest to it" within 10 reaches client1 web1
check "explain names policy, rule and tier" explained client2 web1 TCP/80 'tier security: GlobalNetworkPolicy no-strangers rule 1: Deny'
check "explain names the kernel's chain" explained client2 web1 TCP/80 'iptables chain gham-pi-'
calico GlobalNetworkPolicy no-strangers "{tier: security, selector: app == 'web', ingress: [{action: Pass, protocol: TCP, source: {selector: app == 'stranger'}, destination: {ports: [80]}}, {action: Deny, source: {selector: app == 'stranger'}}]}"
check "Pass leaves a port to the later tier" within 10 reaches client2 web1
check "and only that one" refused client2 web1 81
k label pod client2 app=client --overwrite >/dev/null
calico GlobalNetworkSet friends "{nets: [${address[client1]}/32]}" ', labels: {who: friend}'
calico NetworkPolicy friends "{order: 1, selector: app == 'web', ingress: [{action: Allow, source: {namespaceSelector: global(), selector: who == 'friend'}}, {action: Deny}]}" ', namespace: default'
check "a network set's address is let in" within 10 reaches client1 web1
check "and no other" within 10 refused client2 web1
calico StagedNetworkPolicy nothing "{order: 0, selector: all(), ingress: [{action: Deny}]}" ', namespace: default'
check "a staged policy changes nothing" for_seconds 3 reaches client1 web1
not_understood() { grep -E 'NetworkPolicy default/odd.*spec.selector' <<<"$(agent_says n1 status)"; }
if calico NetworkPolicy odd "{order: 0, selector: \"(app == 'web'\", ingress: [{action: Allow}]}" ', namespace: default'; then
    check "a selector that is none is said" within 10 not_understood
fi
k delete networkpolicies.projectcalico.org,stagednetworkpolicies.projectcalico.org --all >/dev/null
k delete globalnetworkpolicies.projectcalico.org,globalnetworksets.projectcalico.org --all >/dev/null
k delete tiers.projectcalico.org security >/dev/null
k delete networkpolicies.networking.k8s.io --all >/dev/null
check "without them all is open again" within 10 reaches client2 web1 81

# ClusterNetworkPolicy, with the definition for a cluster that has none.
definition=$root/deploy/manifests/gingham-cluster-network-policy.yaml
check "a definition of ClusterNetworkPolicy is made where there is none" k create -f "$definition"
check "and not where there is one" not k create -f "$definition"
cluster_policy() { printf 'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: tried}\nspec: %s\n' "$1" | k apply -f - 2>&1; }
check "a ClusterNetworkPolicy is taken" within 20 cluster_policy "{tier: Admin, priority: 10, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}, ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 81}}}]}]}"
check "it denies" within 90 refused client2 web1 81
check "and nothing else" reaches client2 web1
odd_refused() { local output; output=$(cluster_policy '{tier: Mine, priority: 1, subject: {namespaces: {}}}') && { echo "accepted: $output"; return 1; }; grep 'spec.tier' <<<"$output"; }
check "one of an unknown tier is refused" odd_refused
k delete clusternetworkpolicies.policy.networking.k8s.io --all >/dev/null
check "without it all is open again" within 10 reaches client2 web1 81
k delete -f "$definition" >/dev/null
