# The documentation's conflist of Calico, our executable under its name; and configurations that are wrong.
in_node n2 sh -c 'cp /opt/cni/bin/gingham /opt/cni/bin/calico && cat >/etc/cni/net.d/05-calico.conflist' <<'J'
{"name": "k8s-pod-network", "cniVersion": "0.3.0", "plugins": [
  {"type": "calico", "log_level": "info", "datastore_type": "kubernetes", "nodename": "127.0.0.1",
   "ipam": {"type": "host-local", "subnet": "usePodCidr"}, "policy": {"type": "k8s"},
   "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}},
  {"type": "portmap", "capabilities": {"portMappings": true}, "externalSetMarkChain": "KUBE-MARK-MASQ"}]}
J
sleep 6
pod seed2 n2 "app: web" | k apply -f - >/dev/null
check "a pod comes up with the documentation's conflist of Calico" pods_ready
address[seed2]=$(ip_of seed2)
check "and is reached from the other node" reaches client1 seed2
in_node n2 rm /etc/cni/net.d/05-calico.conflist /opt/cni/bin/calico
k delete pod seed2 >/dev/null

k -n gingham-system patch configmap gingham-config --type merge -p '{"data":{"cni.conflist":"{not json"}}' >/dev/null
restart n2
check "a malformed ConfigMap: the agent's last log line says so" within 120 last_line_says n2 'is not JSON.*ConfigMap'
check "a malformed ConfigMap: the node's condition says so" within 120 condition_says n2 'is not JSON'
stays_available() { same False "$(condition n2 NetworkUnavailable status)"; }
check "a malformed ConfigMap: the node stays available" stays_available
check "a malformed ConfigMap: pods that worked still do" reaches client1 web2
check "a malformed ConfigMap: the installed conflist stays" in_node n2 grep -q usePodCidr /etc/cni/net.d/10-gingham.conflist
k apply -f "$manifest" >/dev/null
restart n2
check "and corrected, the agent is ready again" within 180 agents_ready
