# CNI's STATUS as a runtime of version 1.1.0 asks it, by the launcher on the node.
cni_status() { in_node "$1" sh -c 'CNI_COMMAND=STATUS CNI_PATH=/opt/cni/bin /opt/cni/bin/gingham' <<'J'
{"cniVersion": "1.1.0", "name": "k8s-pod-network", "type": "gingham", "ipam": {"type": "host-local", "subnet": "usePodCidr"}}
J
}
steady() {
    local i
    for i in 1 2 3 4 5 6; do
        cni_status n1 && cni_status n2 || return
        sleep 2
    done
}
check "STATUS is content, and stays so" steady

conflist() { in_node "$1" cat /etc/cni/net.d/10-gingham.conflist; }
speaks() { in_node "$1" sh -c "CNI_COMMAND=VERSION /opt/cni/bin/$2 </dev/null"; }
# offers_what_plugins_speak NODE: 1.1.0 stands in the conflist exactly if all of its plugins speak it.
offers_what_plugins_speak() {
    local all=yes plugin
    for plugin in portmap bandwidth; do
        speaks "$1" "$plugin" | grep -q '"1.1.0"' || all=no
    done
    if [[ $all == yes ]]; then conflist "$1" | grep -q '"1.1.0"'; else ! conflist "$1" | grep -q '"1.1.0"'; fi
}
check "n1 offers the CNI versions that its plugins speak" offers_what_plugins_speak n1
check "n2 offers the CNI versions that its plugins speak" offers_what_plugins_speak n2

# Rules that somebody has flushed: told once, and repaired by that.
flushed_is_told() {
    in_node n2 iptables -F gham-FORWARD
    local said
    said=$(cni_status n2)
    echo "$said"
    grep -q '"code":50' <<<"$said"
}
check "STATUS tells that rules were flushed" within 10 flushed_is_told
check "and is content again, with the rules" within 10 cni_status n2
rules_stand() { in_node n2 iptables -S gham-FORWARD | grep -q -- '-A gham-FORWARD'; }
check "the rules are back" rules_stand
