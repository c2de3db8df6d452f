# What the custom resource definitions take and refuse. Nothing is stored.
tried() { # KIND SPEC [OPTION...]
    printf 'apiVersion: projectcalico.org/v3\nkind: %s\nmetadata: {name: tried}\n%s\n' "$1" "$2" | k apply --dry-run=server "${@:3}" -f - 2>&1
}
# refused KIND TEXT PATTERN: by apply, and by server-side apply, with a message that matches.
refused_with() {
    local output
    for option in --validate=true --server-side; do
        if output=$(tried "$1" "$2" "$option"); then echo "accepted by apply $option: $output"; return 1; fi
        grep -E "$3" <<<"$output" || { echo "$option: $output"; return 1; }
    done
}
taken() { tried "$1" "$2" && tried "$1" "$2" --server-side; }
bad() { check "refused: $1 $2" refused_with "$1" "spec: $2" "$3"; }
good() { check "taken: $1 $2" taken "$1" "spec: $2"; }

bad IPPool '{natOutgoing: true}' 'spec.cidr: Required value'
bad IPPool '{cidr: 10}' 'spec.cidr'
bad IPPool '{cidr: 10.244.0.0/16, natOutgoing: "yes"}' 'natOutgoing.*boolean'
bad IPPool '[10.244.0.0/16]' 'spec.*(object|map|array)'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: many}' 'asNumber.*(integer|numeric)'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: 0}' 'asNumber.*greater than or equal to 1'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: 4294967296}' 'asNumber.*less than or equal to'
bad BGPPeer '{peerIP: [192.0.2.1], asNumber: 64512}' 'peerIP.*string'
bad BGPConfiguration '{asNumber: -1}' 'asNumber.*greater than or equal to 1'
bad BGPConfiguration '{listenPort: 65536}' 'listenPort.*less than or equal to 65535'
bad BGPConfiguration '{listenPort: 0}' 'listenPort.*greater than or equal to 1'
bad BGPConfiguration '{nodeToNodeMeshEnabled: "false"}' 'nodeToNodeMeshEnabled.*boolean'
bad FelixConfiguration '{routeRefreshInterval: 90}' 'routeRefreshInterval.*string'
bad FelixConfiguration '{defaultEndpointToHostAction: true}' 'defaultEndpointToHostAction.*string'
bad IPPool '{cidr: 10.244.0.0}' 'spec.cidr'
bad IPPool '{cidr: 10.244.0.0/33}' 'spec.cidr'
bad IPPool '{cidr: 10.244.0.0/16, vxlanMode: always}' 'spec.vxlanMode'
bad BGPPeer '{peerIP: rack1-tor, asNumber: 64512}' 'spec.peerIP'
bad BGPPeer '{peerIP: 192.0.2.1}' 'spec'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, node: n1, nodeSelector: all()}' 'spec'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, sourceAddress: Any}' 'spec.sourceAddress'
bad BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, keepaliveTime: soon}' 'spec.keepaliveTime'
bad FelixConfiguration '{defaultEndpointToHostAction: Perhaps}' 'spec.defaultEndpointToHostAction'
bad FelixConfiguration '{iptablesRefreshInterval: 90 seconds}' 'spec.iptablesRefreshInterval'
bad NetworkPolicy '{selector: app == nginx}' 'spec.selector'
bad NetworkPolicy "{selector: \"app = 'nginx'\"}" 'spec.selector'
bad NetworkPolicy '{selector: "app in {a, b}"}' 'spec.selector'
bad NetworkPolicy '{selector: global()}' 'spec.selector'
bad NetworkPolicy '{types: [ingress]}' 'spec.types'
bad NetworkPolicy '{ingress: [{}]}' 'action'
bad NetworkPolicy '{ingress: [{action: allow}]}' 'action'
bad NetworkPolicy '{ingress: [{action: Allow, protocol: tcp}]}' 'protocol'
bad NetworkPolicy '{ingress: [{action: Allow, protocol: 256}]}' 'protocol'
bad NetworkPolicy '{ingress: [{action: Allow, destination: {ports: [80]}}]}' 'spec.ingress'
bad NetworkPolicy '{ingress: [{action: Allow, protocol: TCP, destination: {ports: [65536]}}]}' 'ports'
bad NetworkPolicy '{ingress: [{action: Allow, protocol: TCP, destination: {ports: [80-90]}}]}' 'ports'
bad NetworkPolicy '{ingress: [{action: Allow, protocol: ICMP, icmp: {code: 0}}]}' 'icmp'
bad NetworkPolicy '{ingress: [{action: Allow, source: {nets: [10.0.0.0/33]}}]}' 'nets'
bad NetworkPolicy '{ingress: [{action: Allow, source: {notNets: [0.0.0.0/0]}}]}' 'notNets'
bad NetworkPolicy '{ingress: [{action: Allow, source: {notNets: ["::/0"]}}]}' 'notNets'
bad NetworkPolicy '{ingress: [{action: Allow, destination: {services: {name: web}}}]}' 'destination'
bad NetworkPolicy '{egress: [{action: Allow, destination: {services: {name: web}, nets: [10.0.0.0/8]}}]}' 'destination'
bad GlobalNetworkPolicy '{preDNAT: true}' 'applyOnForward|spec'
bad GlobalNetworkPolicy '{preDNAT: true, doNotTrack: true, applyOnForward: true}' 'preDNAT|spec'
bad GlobalNetworkPolicy '{preDNAT: true, applyOnForward: true, egress: [{action: Allow}]}' 'egress|spec'
bad Tier '{defaultAction: Allow}' 'defaultAction'
bad NetworkSet '{nets: [web]}' 'nets'
bad HostEndpoint '{interfaceName: eth0}' 'node'
bad HostEndpoint '{node: n1}' 'interfaceName'
bad StagedKubernetesNetworkPolicy '{stagedAction: Delay}' 'stagedAction'

# Rules in CEL, which servers before 1.25 do not know: each says what to do, and nothing ugly stands before it.
in_words() {
    local output
    output=$(tried "$1" "spec: $2")
    grep -F -- "$3" <<<"$output" && ! grep -E '<nil>|at least one schema|must not validate|not checked' <<<"$output" || { echo "$output"; return 1; }
}
if (($(minor kube-apiserver) >= 25)); then
    check "refused in words: a restart time of two hours" in_words BGPConfiguration '{nodeMeshMaxRestartTime: 2h}' 'at most 4095s'
    check "refused in words: a peer's restart time" in_words BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, maxRestartTime: 4096s}' 'at most 4095s'
    check "refused in words: a keepalive time of ten hours" in_words BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, keepaliveTime: 10h}' '1s to 21845s'
    check "refused in words: a refresh without pause" in_words FelixConfiguration '{iptablesRefreshInterval: 10ms}' 'at least 1s'
    check "refused in words: preDNAT alone" in_words GlobalNetworkPolicy '{preDNAT: true}' 'applyOnForward must be true'
    check "refused in words: a code without a type" in_words NetworkPolicy '{ingress: [{action: Allow, protocol: ICMP, icmp: {code: 0}}]}' 'type must be given'
    check "refused in words: a peer without an AS number" in_words BGPPeer '{peerIP: 192.0.2.1}' 'peerIP and asNumber must be given'
    check "refused in words: a peer's name for its address" in_words BGPPeer '{peerIP: rack1-tor, asNumber: 64512}' 'peerIP must be an address'
    check "refused in words: node and nodeSelector" in_words BGPPeer '{peerIP: 192.0.2.1, asNumber: 64512, node: n1, nodeSelector: all()}' 'nodeSelector must be empty'
    check "refused in words: ports without a protocol" in_words NetworkPolicy '{ingress: [{action: Allow, destination: {ports: [80]}}]}' 'protocol must be TCP, UDP or SCTP'
    check "refused in words: a service in the wrong place" in_words NetworkPolicy '{ingress: [{action: Allow, destination: {services: {name: web}}}]}' 'services must be in'
    check "refused in words: a service and blocks" in_words NetworkPolicy '{egress: [{action: Allow, destination: {services: {name: web}, nets: [10.0.0.0/8]}}]}' 'services must be alone'
    check "refused in words: a host endpoint that is nowhere" in_words HostEndpoint '{node: n1}' 'interfaceName or expectedIPs must be given'
else
    # Not a skip: there is nothing to ask this server. CelRulesTest evaluates the rules.
    say "      (rules in CEL are not asked: 1.$(minor kube-apiserver) has none)"
fi

# As in Calico's documentation.
good IPPool '{cidr: 10.1.0.0/16, ipipMode: CrossSubnet, natOutgoing: true, disabled: false, nodeSelector: all(), allowedUses: [Workload, Tunnel]}'
good IPPool '{cidr: "fd00:10:244::/48", blockSize: 122, vxlanMode: Never}'
good BGPPeer '{node: rack1-host1, peerIP: 192.168.1.1, asNumber: 63400}'
good BGPPeer "{peerIP: 192.20.30.40, asNumber: 64567, nodeSelector: \"rack == 'rack-1'\"}"
good BGPPeer "{nodeSelector: all(), peerSelector: \"route-reflector == 'true'\"}"
good BGPPeer '{peerIP: "192.168.1.1:1790", asNumber: 63400, sourceAddress: None, keepaliveTime: 20s, maxRestartTime: 2m}'
good BGPConfiguration '{logSeverityScreen: Info, nodeToNodeMeshEnabled: true, nodeMeshMaxRestartTime: 120s, asNumber: 63400, serviceClusterIPs: [{cidr: 10.96.0.0/12}], serviceExternalIPs: [{cidr: 104.244.42.129/32}], listenPort: 178, bindMode: NodeIP, communities: [{name: bgp-large-community, value: "63400:300:100"}], prefixAdvertisements: [{cidr: 172.218.4.0/26, communities: [bgp-large-community]}]}'
good FelixConfiguration '{ipv6Support: false, ipipMTU: 1400, chainInsertMode: Append}'
good FelixConfiguration '{defaultEndpointToHostAction: Return, iptablesRefreshInterval: 180s, routeRefreshInterval: 1h30m}'
good NetworkPolicy "{tier: internal, order: 10, selector: \"role == 'database'\", types: [Ingress, Egress], ingress: [{action: Allow, metadata: {annotations: {from: frontend}}, protocol: TCP, source: {selector: \"role == 'frontend'\", namespaceSelector: global()}, destination: {ports: [6379, \"8000:9000\", http]}}, {action: Log}, {action: Deny, notProtocol: 47}], egress: [{action: Pass, destination: {services: {name: web}}}]}"
good GlobalNetworkPolicy '{selector: "", order: 0, performanceHints: [AssumeNeededOnEveryNode], doNotTrack: true, applyOnForward: true, ingress: [{action: Allow, protocol: ICMP, icmp: {type: 8, code: 0}}, {action: Allow, protocol: TCP, http: {methods: [GET], paths: [{prefix: /}]}}]}'
good StagedNetworkPolicy '{stagedAction: Delete}'
good StagedGlobalNetworkPolicy "{stagedAction: Set, namespaceSelector: \"!has(k8s.io/x) || a in {'b', 'c',}\", egress: [{action: Allow, destination: {serviceAccounts: {names: [a], selector: all()}}}]}"
good StagedKubernetesNetworkPolicy '{stagedAction: Set, podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ports: [{port: http}, {port: 80, endPort: 90}]}]}'
good Tier '{order: 100, defaultAction: Pass}'
good Profile '{ingress: [{action: Allow}], egress: [{action: Allow}], labelsToApply: {stage: production}}'
good NetworkSet '{nets: [198.51.100.0/28, 203.0.113.7, "2001:db8::/32"]}'
good GlobalNetworkSet '{nets: [198.51.100.0/28]}'
good HostEndpoint '{node: n1, interfaceName: "*", expectedIPs: [192.0.2.1], profiles: [p], ports: [{name: http, port: 80, protocol: TCP}]}'
