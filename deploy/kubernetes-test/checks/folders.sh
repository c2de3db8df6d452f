# The host's CNI folders are not as they should be, on n2.
awake() { k annotate node n2 "awake=$(now)" --overwrite >/dev/null; }
available() { same False "$(condition n2 NetworkUnavailable status)"; }
content() { condition_says n2 'Gingham routes' && available; }
node_is() { same "$2" "$(condition "$1" Ready status)"; }

in_node n2 sh -c 'cat >/etc/cni/net.d/00-other.conflist' <<'J'
{"cniVersion": "0.4.0", "name": "other", "plugins": [{"type": "ptp", "ipam": {"type": "host-local", "subnet": "10.200.0.0/24"}}]}
J
awake
check "another's conflist sorts first: the log says so" within 20 last_line_says n2 '00-other.conflist sorts before'
check "another's conflist sorts first: the condition says so" within 20 condition_says n2 '00-other.conflist sorts before.*remove it'
check "another's conflist sorts first: pods that worked still do" reaches client1 web2
in_node n2 rm /etc/cni/net.d/00-other.conflist
awake
check "it is gone: the condition is content" within 20 content

in_node n2 sh -c 'rm /opt/cni/bin/*'
awake
programs_back() { in_node n2 sh -c 'test -x /opt/cni/bin/gingham && test -x /opt/cni/bin/portmap && test -x /opt/cni/bin/host-local'; }
check "an emptied folder of programs is filled again" within 20 programs_back

# Without our file in it, which the old agent, whose own mount stays writable, would put back.
in_node n2 kill -STOP "$(agent_pid n2)"
in_node n2 rm /etc/cni/net.d/10-gingham.conflist
in_node n2 mount -o remount,bind,ro /etc/cni/net.d
restart n2
check "a read-only CNI folder: the log says so" within 120 last_line_says n2 "net.d.*can't be written.*be writable"
check "a read-only CNI folder: the condition says so" within 120 condition_says n2 "can't be written"
check "a read-only CNI folder: the node is not Ready" within 120 node_is n2 False
check "a read-only CNI folder: pods that worked still do" reaches client1 web2
in_node n2 mount -o remount,bind,rw /etc/cni/net.d
restart n2
check "writable again: the node is Ready" within 120 node_is n2 True
check "writable again: the condition is content" within 120 content
check "writable again: the agents are ready" within 120 agents_ready
