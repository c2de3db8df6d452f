# What ./gingham says about itself. Sourced by it; needs neither a JDK nor a build.
# shellcheck shell=bash

usage() {
    cat <<'H'
Gingham: a BGP-routed pod network with policy enforcement for Kubernetes.

Usage: ./gingham COMMAND [ARGUMENTS]
       ./gingham help COMMAND       (the same as: ./gingham COMMAND --help)

Try it (no root, no cluster needed)
  lab demo [--nodes N] [--racks 2]
                           raise a cluster out of network namespaces, show who
                           reaches whom, apply policies, kill an agent, clean
                           up; in two racks: lose paths, change reflectors
  lab up | status | down   keep such a cluster running and look at it
  lab apply -f FILE        apply manifests to it
  lab get | delete | logs  its objects as kubectl shows them, its agents' logs
  lab kubectl ARGUMENTS    kubectl, against its API server
  lab explain --from X --to Y [--port TCP/80]
                           why its agents allow or deny a flow
  lab matrix [--port TCP/80]
                           who can reach whom, as a table
  lab exec NODE|NS/POD -- CMD
                           run a command on a node or in a pod
  lab run FILE.yaml...     check policy cases with real packets

Write policies (no cluster needed)
  explain --from X --to Y [--port TCP/80] [-f FILE]... [--with FILE]...
          [--without KIND/NS/NAME]...
                           why a flow is allowed or denied, and what a change
                           would change; without -f a running agent is asked
  policy test FILE...      run policy cases: a cluster, policies, and who must
                           reach whom
  policy check FILE...     find what is wrong, or probably not meant
  policy list FILE...      who can reach whom, with all ports, and the world
                           outside
  policy diff OLD NEW      what a change opens and closes
  policy exposure FILE...  to whom each workload is open beside those that are
                           there

Run it
  agent                    the node agent
  controller               what one does for the cluster: addresses for services
  status [--socket PATH]   what a running agent knows and has in force
  bgp run --config FILE    a BGP speaker of its own: a route server, a
                           reflector, a lab's router
  bgp peers | routes | explain PREFIX
                           a running agent's (or bgp run's) sessions and routes,
                           and why a path won
  bgp shutdown | enable | reset | refresh PEER
                           end a peer's session for good or anew, or its routes
                           again
  bgp decode HEX           BGP messages taken apart
  cni uninstall            take from this node what the agent has put there

Work on it
  test [MODULE...]         build with all checks and run the tests (all modules,
                           or those named)
  test --kubernetes        the same on a real Kubernetes of two nodes, with
                           image and manifest (needs root)
  build                    build what is stale, run nothing
  bench policy [SHAPE...]  how fast the policy engine is
  bench bgp [SCENARIO...]  how fast the BGP speaker is, beside BIRD, FRR and
                           GoBGP
  bench dataplane [SCENARIO...]
                           how fast an agent brings changes into the kernel
  bench fabric [SCENARIO...]
                           what traffic feels when a way, a router or an agent
                           is lost, and how soon a new pod is reached
  dist                     one archive of policy, explain and bgp with a
                           launcher, for machines with a Java runtime only
  image                    build the container image, without an engine
  version                  print the version

Environment
  JAVA_HOME                a JDK 25 or newer; else the usual places are searched
  KUBECONFIG               a cluster for the agent and the lab, in place of the
                           lab's own API server
  KUBE_BIN                 for test --kubernetes: folder with kube-apiserver,
                           kube-controller-manager, kube-scheduler, kubelet and
                           kube-proxy (1.20 or newer); without it they are
                           downloaded
  KUBE_VERSION             the release to download for test --kubernetes
  GINGHAM_JAVA_OPTIONS     more options for the JVM of 'bgp run', for instance
                           -Xmx1g (default: worked out, and said at the start)
  GINGHAM_CASES            folder of policy and protocol cases that some tests
                           read (default: ../shared/cases)

Exit code: 0 done, 1 a check failed or the work could not be done, 2 wrong
usage.
H
}

# help_of WORDS: the help of what the script carries out by itself; false if it is another program's.
help_of() {
    case $* in
    test)
        cat <<'H'
Usage: ./gingham test [MODULE...]
       ./gingham test --kubernetes [--hold] [SUBJECT...]

Builds from scratch with all checks and runs the tests of all modules, or of
those named and what they need. The last line counts them. With --kubernetes the
image and the manifest are tried on a real Kubernetes of two nodes (needs root);
--hold keeps it running at the end.

Example:
  ./gingham test policy bgp-speaker
H
        ;;
    build)
        cat <<'H'
Usage: ./gingham build

Compiles what is stale, without the checks, and runs nothing. Maven's output is
in .gingham/build.log.

Example:
  ./gingham build
H
        ;;
    dist)
        cat <<'H'
Usage: ./gingham dist

Builds one archive with a launcher, in .gingham/dist; the last line is its path.
It needs a Java runtime of version 25 or newer and nothing else, on Linux and on
macOS, and has policy, explain, bgp, status and version.

Example:
  ./gingham dist
  tar -xzf .gingham/dist/gingham-*.tar.gz -C ~/tools
H
        ;;
    image)
        cat <<'H'
Usage: ./gingham image

Builds the container image from Debian packages, without a container engine. The
last two lines are the archive's path and the image's name.

Example:
  ./gingham image
H
        ;;
    bench)
        cat <<'H'
Usage: ./gingham bench policy [SHAPE...]
       ./gingham bench bgp [SCENARIO...] [OPTION...]
       ./gingham bench dataplane [SCENARIO...] [OPTION...]
       ./gingham bench fabric [SCENARIO...] [OPTION...]

How fast the policy engine, the BGP speaker and the agent are, and what traffic
feels of losses.

Example:
  ./gingham bench policy selectors
  ./gingham bench bgp --help
  ./gingham bench dataplane changes --rounds 20
H
        ;;
    'bench policy')
        cat <<'H'
Usage: ./gingham bench policy [SHAPE...]

How fast the policy engine is, and how much memory it takes. SHAPE is one of
selectors, index, markers, netsets (by default these four), customers, and diff:
how long 'policy diff' takes on 1,000 pods and 200 policies; diff:SEED makes the
same ones again.

Example:
  ./gingham bench policy selectors
  ./gingham bench policy diff
H
        ;;
    'lab down')
        cat <<'H'
Usage: ./gingham lab down

Ends the lab that 'lab up' raised, and everything in it.

Example:
  ./gingham lab down
H
        ;;
    'lab exec')
        cat <<'H'
Usage: ./gingham lab exec NODE|NAMESPACE/POD -- COMMAND...

Runs a command in the network namespace of a node or a pod of the lab.

Example:
  ./gingham lab exec n1 -- ip route
  ./gingham lab exec shop/frontend -- ping -c 1 10.244.0.2
H
        ;;
    'lab kubectl')
        cat <<'H'
Usage: ./gingham lab kubectl ARGUMENTS...

Runs kubectl in the lab, against its API server: the one in KUBE_BIN, or else
the first on the PATH, of version 1.20 or newer.

Example:
  ./gingham lab kubectl get pods -A -o wide
  ./gingham lab kubectl apply -f docs/examples/shop
H
        ;;
    *) return 1 ;;
    esac
}

# wants_help ARGUMENTS: whether -h or --help is among them; what follows a -- is another program's.
wants_help() {
    local argument
    for argument in "$@"; do
        case $argument in
        -h | --help) return 0 ;;
        --) return 1 ;;
        esac
    done
    return 1
}

# nearest WORD CANDIDATES: the candidate that the fewest changed letters lead to, if they are few; else nothing.
nearest() {
    printf '%s\n' "$@" | awk '
        function least(a, b) { return a < b ? a : b }
        # Letters added, left out, changed or swapped with the next.
        function distance(a, b,    i, j, cost, d) {
            for (i = 0; i <= length(a); i++) d[i, 0] = i
            for (j = 0; j <= length(b); j++) d[0, j] = j
            for (i = 1; i <= length(a); i++)
                for (j = 1; j <= length(b); j++) {
                    cost = substr(a, i, 1) != substr(b, j, 1)
                    d[i, j] = least(least(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + cost)
                    if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
                        d[i, j] = least(d[i, j], d[i - 2, j - 2] + 1)
                }
            return d[length(a), length(b)]
        }
        NR == 1 { word = tolower($0); limit = length(word) < 4 ? 1 : int(length(word) / 3) + 1; next }
        {
            n = index($0, word) == 1 && length(word) > 1 ? 0 : distance(word, $0)
            if (n <= limit && (best == "" || n < fewest)) { best = $0; fewest = n }
        }
        END { print best }'
}

# wrong_usage 'COMMAND' MESSAGE: ends with 2.
wrong_usage() {
    say "$2"
    say "see: ./gingham ${1:+$1 }--help"
    exit 2
}

# unknown 'COMMAND' KIND WORD CANDIDATES: ends with 2, and names the nearest candidate.
unknown() {
    local command=$1 kind=$2 word=$3 guess
    shift 3
    guess=$(nearest "$word" "$@")
    wrong_usage "$command" "unknown $kind '$word'${guess:+; did you mean '$guess'?}"
}

# takes_nothing 'COMMAND' ARGUMENTS
takes_nothing() {
    local command=$1
    shift
    (($# == 0)) || wrong_usage "$command" "'$command' takes no arguments, and was given '$1'"
}
