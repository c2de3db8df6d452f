# A Kubernetes cluster out of namespaces. Sourced by run.sh, inside network, mount and process namespaces of the test's own.
#   KUBE_BIN  the Kubernetes programs; other programs in it (etcd, containerd, kubectl ...) go before the distribution's
#   LAB       a folder with a short path
#   NODES     names of the nodes      LATER  names of nodes that a check may start
pod_cidr=10.244.0.0/16 service_cidr=10.96.0.0/16
api=https://10.99.0.1:6443
declare -A node_address=() node_pid=()

k() { kubectl --kubeconfig "$LAB/admin.kubeconfig" "$@"; }
minor() { "$KUBE_BIN/$1" --version | sed -E 's/.*v1\.([0-9]+).*/\1/'; }
background() { local name=$1; shift; "$@" >>"$LAB/log/$name.log" 2>&1 </dev/null & }

# What is known not to work together, in one sentence.
pairing() {
    local kubelet runtime
    kubelet=$(minor kubelet)
    runtime=$(containerd --version | sed -E 's/.* v?([0-9]+)\..*/\1/')
    if ((kubelet >= 36 && runtime < 2)); then
        say "Kubernetes 1.$kubelet wants containerd 2; if it does not come up, put containerd, containerd-shim-runc-v2, ctr and runc into KUBE_BIN, or use 1.35"
    elif ((kubelet < 23 && runtime >= 2)); then
        say "Kubernetes 1.$kubelet needs containerd 1: put containerd, containerd-shim-runc-v2, ctr and runc into KUBE_BIN, or use 1.23"
        return 1
    fi
}

# One bridge in the test's own namespace, where the control plane runs too; one namespace for each node.
fabric_up() {
    local node number=10
    ip link set lo up
    ip link add br0 type bridge
    ip addr add 10.99.0.1/24 dev br0
    ip link set br0 up
    for node in $NODES $LATER; do
        number=$((number + 1))
        node_address[$node]=10.99.0.$number
        ip netns add "$node"
        ip link add "v-$node" type veth peer name eth0 netns "$node"
        ip link set "v-$node" master br0 up
        ip -n "$node" link set lo up
        ip -n "$node" addr add "10.99.0.$number/24" dev eth0
        ip -n "$node" link set eth0 up
        ip -n "$node" route add default via 10.99.0.1
    done
}

openssl_quietly() { openssl "$@" 2>>"$LAB/log/openssl.log"; }

# leaf NAME SUBJECT EXTENSIONS
leaf() {
    openssl_quietly req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
    openssl_quietly x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" -extfile <(printf '%s\n' "$3")
}

# account FILE USER GROUPS: a token, and the kubeconfig with it.
account() {
    local token
    token=$(openssl rand -hex 16)
    echo "$token,$2,$2,\"$3\"" >>"$LAB/tokens.csv"
    cat >"$LAB/$1.kubeconfig" <<K
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "$api", certificate-authority: $LAB/pki/ca.crt}}]
users: [{name: user, user: {token: $token}}]
contexts: [{name: test, context: {cluster: test, user: user}}]
current-context: test
K
}

certificates() {
    local node
    mkdir -p "$LAB/pki"
    pushd "$LAB/pki" >/dev/null
    openssl_quietly req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-ca -keyout ca.key -out ca.crt
    openssl_quietly genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out sa.key
    openssl_quietly pkey -in sa.key -pubout -out sa.pub
    leaf apiserver /CN=kube-apiserver "subjectAltName=DNS:kubernetes,DNS:localhost,IP:10.99.0.1,IP:10.96.0.1,IP:127.0.0.1
extendedKeyUsage=serverAuth"
    leaf kubelet-client /O=system:masters/CN=kubelet-client extendedKeyUsage=clientAuth
    popd >/dev/null
    account admin admin system:masters
    account controller-manager system:kube-controller-manager ''
    account scheduler system:kube-scheduler ''
    account proxy system:kube-proxy ''
    for node in $NODES $LATER; do account "kubelet-$node" "system:node:$node" system:nodes; done
}

control_plane_up() {
    certificates
    # A throw-away store: nothing is written through to the disk.
    background etcd etcd --name test --data-dir "$LAB/etcd" --unsafe-no-fsync \
        --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
        --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
        --initial-cluster test=http://127.0.0.1:2380
    start_api_server
    comes_up 120 "the API server" k get --raw /readyz
    start_controller_manager --allocate-node-cidrs=true --cluster-cidr "$pod_cidr" --node-cidr-mask-size 24
    background scheduler "$KUBE_BIN/kube-scheduler" --kubeconfig "$LAB/scheduler.kubeconfig" --bind-address 127.0.0.1 --leader-elect=false
    comes_up 90 "the controller manager" k get serviceaccount default
}

# start_controller_manager FLAGS...
start_controller_manager() {
    background controller-manager "$KUBE_BIN/kube-controller-manager" --kubeconfig "$LAB/controller-manager.kubeconfig" \
        --bind-address 127.0.0.1 --service-account-private-key-file "$LAB/pki/sa.key" --root-ca-file "$LAB/pki/ca.crt" \
        --service-cluster-ip-range "$service_cidr" --use-service-account-credentials=true --leader-elect=false "$@"
    controller_manager_pid=$!
}

# end PID: a process of ours, at once (an API server asked to end waits a minute for its watches).
end() { kill -9 "$1"; wait "$1" 2>/dev/null || true; }

# start_api_server FLAGS...: it writes down what the agents ask of it.
start_api_server() {
    cat >"$LAB/audit.yaml" <<'Y'
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- {level: Metadata, users: ["system:serviceaccount:gingham-system:gingham-agent"]}
- {level: None}
Y
    background apiserver "$KUBE_BIN/kube-apiserver" --etcd-servers http://127.0.0.1:2379 \
        --bind-address 10.99.0.1 --advertise-address 10.99.0.1 --secure-port 6443 \
        --tls-cert-file "$LAB/pki/apiserver.crt" --tls-private-key-file "$LAB/pki/apiserver.key" \
        --client-ca-file "$LAB/pki/ca.crt" --token-auth-file "$LAB/tokens.csv" \
        --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged=true \
        --service-cluster-ip-range "$service_cidr" --service-account-issuer https://kubernetes.default.svc \
        --service-account-key-file "$LAB/pki/sa.pub" --service-account-signing-key-file "$LAB/pki/sa.key" \
        --kubelet-client-certificate "$LAB/pki/kubelet-client.crt" --kubelet-client-key "$LAB/pki/kubelet-client.key" \
        --kubelet-preferred-address-types InternalIP --profiling=false \
        --audit-policy-file "$LAB/audit.yaml" --audit-log-path "$LAB/log/audit.log" "$@"
    api_server_pid=$!
}

# containerd's configuration: version 3 from 2.0 on. Without CAP_SYS_RESOURCE no score may be lowered.
containerd_configuration() {
    local runtime=io.containerd.grpc.v1.cri images=io.containerd.grpc.v1.cri version=2 sandbox='sandbox_image = "test.local/pause:1"'
    local bin='bin_dir = "/opt/cni/bin"' major minor
    read -r major minor < <(containerd --version | sed -E 's/.* v?([0-9]+)\.([0-9]+).*/\1 \2/')
    if ((major > 2 || (major == 2 && minor >= 1))); then bin='bin_dirs = ["/opt/cni/bin"]'; fi
    if ((major >= 2)); then
        runtime=io.containerd.cri.v1.runtime images=io.containerd.cri.v1.images version=3
        sandbox="[plugins.'$images'.pinned_images]
  sandbox = 'test.local/pause:1'"
    fi
    cat <<T
version = $version
root = "/var/lib/containerd"
state = "/run/containerd"
$( ((version == 2)) || echo 'disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]')
[grpc]
  address = "/run/containerd/containerd.sock"
$( ((version == 2)) || printf '%s\n' "$sandbox")
[plugins."$runtime"]
  $( ((version == 3)) || printf '%s\n' "$sandbox")
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."$runtime".cni]
    $bin
    conf_dir = "/etc/cni/net.d"
  [plugins."$runtime".containerd]
    $( ((version == 3)) || echo 'snapshotter = "overlayfs"')
    [plugins."$runtime".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."$runtime".containerd.runtimes.runc.options]
        SystemdCgroup = false
T
}

# kubelet_configuration MINOR
kubelet_configuration() {
    (($1 < 27)) || echo 'containerRuntimeEndpoint: unix:///run/containerd/containerd.sock'
    (($1 < 31)) || echo 'failCgroupV1: false'
    cat <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $LAB/pki/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
clusterDomain: cluster.local
resolvConf: /etc/resolv.conf
evictionHard: {imagefs.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", memory.available: "50Mi"}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
Y
}

kubelet_arguments() {
    printf '%s\n' --config "$2/kubelet.yaml" --kubeconfig "$LAB/kubelet-$1.kubeconfig" --hostname-override "$1" --node-ip "${node_address[$1]}"
    ((minor_version >= 24)) || printf '%s\n' --network-plugin cni --cni-conf-dir /etc/cni/net.d --cni-bin-dir /opt/cni/bin
    ((minor_version >= 27)) || printf '%s\n' --container-runtime remote --container-runtime-endpoint unix:///run/containerd/containerd.sock
}

proxy_configuration() {
    cat <<Y
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clusterCIDR: $pod_cidr
hostnameOverride: $1
oomScoreAdj: 0
clientConnection: {kubeconfig: $LAB/proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0, tcpCloseWaitTimeout: 0s, tcpEstablishedTimeout: 0s}
Y
}

# Where the caller's own cgroup is, in every hierarchy: the nodes' are made below, so that limits of the caller hold.
own_cgroups() {
    local controllers path mount
    while IFS=: read -r _ controllers path; do
        if [[ -z $controllers ]]; then
            mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
        else
            mount=$(awk -v c="$controllers" '$3 == "cgroup" && index("," $4 ",", "," c ",") { print $2; exit }' /proc/mounts)
        fi
        if [[ -n $mount && -d $mount$path ]]; then echo "$mount${path%/}"; fi
    done </proc/self/cgroup
}

node_up() {
    local node=$1 folder=$LAB/$1 cgroup file group groups=()
    minor_version=$(minor kubelet)
    mkdir -p "$folder"/{log,cni-bin}
    containerd_configuration >"$folder/containerd.toml"
    kubelet_configuration "$minor_version" >"$folder/kubelet.yaml"
    kubelet_arguments "$node" "$folder" >"$folder/kubelet.arguments"
    proxy_configuration "$node" >"$folder/proxy.yaml"
    for cgroup in $(own_cgroups); do
        group=$cgroup/$CGROUP/$node
        mkdir -p "$group"
        for file in cpuset.cpus cpuset.mems; do # version 1: an empty cpuset takes no process
            if [[ -f $cgroup/$file && -z $(cat "$group/$file") ]]; then
                cat "$cgroup/$file" >"$cgroup/$CGROUP/$file"
                cat "$cgroup/$file" >"$group/$file"
            fi
        done
        groups+=("$group")
    done
    (
        for group in "${groups[@]}"; do echo "$BASHPID" >"$group/cgroup.procs"; done
        exec nsenter --net="/run/netns/$node" \
            unshare --mount --uts --ipc --cgroup --pid --fork --kill-child --propagation private \
            env N="$folder" NODE="$node" IMAGES="$LAB/images" bash "$here/node-init.sh"
    ) </dev/null >"$folder/log/init.log" 2>&1 &
    node_pid[$node]=$!
}

# in_node NAME COMMAND...: in all of the node's namespaces but the user's.
in_node() {
    local inner
    inner=$(cat "/proc/${node_pid[$1]}/task/${node_pid[$1]}/children")
    shift
    nsenter -t "${inner%% *}" -m -u -i -n -p -C "$@"
}

# node_down NAME: with all that runs there.
node_down() {
    kill -9 "${node_pid[$1]}"
    wait "${node_pid[$1]}" 2>/dev/null || true
    unset "node_pid[$1]"
}

# The node's service manager keeps the kubelet running, but not while this file is there.
kubelet_off() { touch "$LAB/$1/kubelet.off"; in_node "$1" kill "$(cat "$LAB/$1/kubelet.pid")"; }
kubelet_on() { rm "$LAB/$1/kubelet.off"; }

# comes_up SECONDS WHAT COMMAND...
comes_up() {
    within "$1" "${@:3}" >/dev/null && return
    say "$2 has not come up within $1 s; its log is in .gingham/kubernetes-test"
    return 1
}

registered() { k get node "$1" -o jsonpath='{.spec.podCIDR}' | grep -q .; }

cluster_up() {
    local node
    pairing
    "$here/images.sh" "$LAB/images"
    cp "$GINGHAM_IMAGE" "$LAB/images/"
    fabric_up
    control_plane_up
    for node in $NODES; do node_up "$node"; done
    for node in $NODES; do comes_up 120 "node $node" registered "$node"; done
}
