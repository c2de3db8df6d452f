# The chained `bandwidth` plugin, with the annotations of Kubernetes: 80 Mbit/s are 10 MB/s.
annotated() { pod "$@" | sed 's|^metadata: {|&annotations: {kubernetes.io/ingress-bandwidth: 80M, kubernetes.io/egress-bandwidth: 80M}, |'; }
annotated slow2 n2 "app: slow" | k apply -f - >/dev/null
check "a pod with bandwidth annotations is Ready" pods_ready
address[slow2]=$(ip_of slow2)

# shaped DEVICE_PATTERN: the bytes that may pass at once.
shaped() { in_node n2 tc -j qdisc show | grep -oE '\{[^{}]*"kind":"tbf"[^{}]*"dev":"'"$1"'[^{}]*\{[^{}]*\}' | grep '"rate":10000000,' | grep -oE '"burst":[0-9]+' | cut -d: -f2; }
check "what it receives is shaped to 10 MB/s" shaped cali
check "what it sends is shaped to 10 MB/s" shaped bwp

# transfer FROM TO MIB: seconds, as a number.
transfer() {
    local start
    k exec "$2" -- sh -c '(nc -l 9100 >/dev/null 2>&1 </dev/null &)'
    start=$(now)
    k exec "$1" -- sh -c "dd if=/dev/zero bs=1M count=$3 2>/dev/null | nc -N ${address[$2]} 9100" || return
    awk -v a="$start" -v b="$(now)" 'BEGIN { printf "%.1f\n", (b - a) / 1e9 }'
}
# The runtime asks for a burst of half a gigabyte: what counts comes after it, 50 MB in 5 s at the least.
amount=$((($(shaped cali) + 50000000) >> 20))
free=$(transfer client1 web2 "$amount")
at_least() { echo "$2 s"; awk -v limit="$1" -v seen="$2" 'BEGIN { exit !(seen >= limit) }'; }
into=$(transfer client1 slow2 "$amount")
check "it receives more slowly" at_least 4.5 "$into"
out=$(transfer slow2 web1 "$amount")
check "it sends more slowly" at_least 4.5 "$out"
say "      ($amount MiB: without annotations $free s, received $into s, sent $out s)"
sooner() { awk -v free="$free" -v into="$into" -v out="$out" 'BEGIN { exit !(free < into && free < out) }'; }
check "than a pod without them" sooner
k delete pod slow2 --grace-period=0 --force >/dev/null 2>&1
no_shaping() { same "" "$(in_node n2 sh -c 'ip -o link | grep bwp; tc qdisc show | grep tbf')"; }
check "deleted, it leaves no shaping device" within 60 no_shaping
