# Two who write the same object: the later one with an old resource version is refused, and the agent lives with others at its Node.
object IPPool contested '{cidr: 192.0.2.0/24}' >/dev/null
k get ippools.projectcalico.org contested -o yaml >"$LAB/contested.yaml"
k annotate ippools.projectcalico.org contested changed=meanwhile >/dev/null
stale_refused() { grep 'Conflict.*the object has been modified' <<<"$(k replace -f "$LAB/contested.yaml" 2>&1)"; }
check "a stale update of an IPPool is refused" stale_refused
applied_by() { printf 'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: contested}\nspec: %s\n' "$2" | k apply --server-side --field-manager "$1" -f - 2>&1; }
check "one applier owns a field" applied_by one '{cidr: 192.0.2.0/24, natOutgoing: true}'
other_refused() { grep 'conflict with "one"' <<<"$(applied_by two '{cidr: 192.0.2.0/24, natOutgoing: false}')"; }
check "another who changes it is told of the conflict" other_refused
k delete ippools.projectcalico.org contested >/dev/null

# as_admin METHOD TYPE PATH BODY: the answer and its status.
as_admin() {
    curl --silent --show-error --cacert "$LAB/pki/ca.crt" -H "Authorization: Bearer $(sed -n 's/,admin,.*//p' "$LAB/tokens.csv")" \
        -X "$1" -H "Content-Type: application/$2" --data-binary "$4" -w '\n%{http_code}\n' "$api$3"
}
k get node n1 -o json >"$LAB/node.json"
k annotate node n1 changed=meanwhile --overwrite >/dev/null
stale_status_refused() { grep '^409$' <<<"$(as_admin PUT json /api/v1/nodes/n1/status "@$LAB/node.json")"; }
check "a stale update of a Node's status is refused" stale_status_refused

# someone_says TYPE STATUS MESSAGE: another writer of n1's conditions.
someone_says() {
    as_admin PATCH strategic-merge-patch+json /api/v1/nodes/n1/status \
        '{"status":{"conditions":[{"type":"'"$1"'","status":"'"$2"'","reason":"Someone","message":"'"$3"'"}]}}' | grep '^200$'
}
said_again() { condition_says n1 'Gingham routes' && same False "$(condition n1 NetworkUnavailable status)"; }
someone_says NetworkUnavailable True 'somebody else' >/dev/null
check "a condition that somebody else overwrites is put right" within 30 said_again
quarrel() {
    local round
    for round in $(seq 60); do
        someone_says Noise True "round $round" >/dev/null || return
        if ((round % 20 == 0)); then someone_says NetworkUnavailable True "round $round" >/dev/null || return; fi
    done
}
check "another writes the Node's conditions all the time" quarrel
check "and the agent's is right in the end" within 30 said_again
check "and the agent is ready" agents_ready
