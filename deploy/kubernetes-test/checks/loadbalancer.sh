# Addresses for services of type LoadBalancer, from the controller.
controllers_ready() { k -n gingham-system rollout status deployment/gingham-controller --timeout=5s; }
check "the controllers are ready" within 120 controllers_ready
leader() { k -n gingham-system get lease gingham-controller -o 'jsonpath={.spec.holderIdentity}'; }
leads() { [[ -n $(leader) ]] && k -n gingham-system get pod "$(leader)" >/dev/null; }
check "one of them leads" within 60 leads

k apply -f - >/dev/null <<'Y'
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: {name: services}
spec: {cidr: 203.0.113.0/30, allowedUses: [LoadBalancer]}
---
apiVersion: v1
kind: Service
metadata: {name: lb1}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: lb2, annotations: {projectcalico.org/loadBalancerIPs: '["203.0.113.2"]'}}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: lb3, annotations: {projectcalico.org/loadBalancerIPs: '["203.0.113.2"]'}}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
Y
address_of() { k get service "$1" -o 'jsonpath={.status.loadBalancer.ingress[*].ip}'; }
has_address() { same "$2" "$(address_of "$1")"; }
says_taken() { k get service "$1" -o 'jsonpath={.status.conditions[?(@.type=="gingham.io/LoadBalancerAddress")].message}' | grep -q "is that of service default/$2"; }
check "a service of type LoadBalancer gets an address of the pool" within 60 has_address lb1 203.0.113.0
asked() { [[ $(address_of lb2) == 203.0.113.2 ]] && says_taken lb3 lb2 || { [[ $(address_of lb3) == 203.0.113.2 ]] && says_taken lb2 lb3; }; }
check "of two that ask for the same address one has it, and the other hears why not" within 30 asked
old=$(leader)
k -n gingham-system delete pod "$old" --grace-period=0 --force >/dev/null 2>&1
other_leads() { leads && [[ $(leader) != "$old" ]]; }
check "a leader that is lost is followed by another" within 60 other_leads
k delete service lb1 lb2 lb3 >/dev/null
k apply -f - >/dev/null <<'Y'
apiVersion: v1
kind: Service
metadata: {name: lb4, annotations: {projectcalico.org/loadBalancerIPs: '["203.0.113.2"]'}}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
Y
check "and gives what the services that are gone had" within 60 has_address lb4 203.0.113.2
k delete service lb4 >/dev/null
k delete ippool services >/dev/null
