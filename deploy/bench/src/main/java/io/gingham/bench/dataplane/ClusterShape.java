package io.gingham.bench.dataplane;

import java.util.Locale;

/// How large the cluster is, and who is selected by what.
///
/// @param pods of the whole cluster, those of the measured node included
/// @param policies of the whole cluster, a part in each namespace
/// @param localPods on the node that is measured, evenly over the namespaces
/// @param largeSet addresses in the network sets that one policy of all pods names
/// @param lean whether pods have only what an agent reads
/// @param allPolicies whether each policy selects all pods of its namespace, or those of one app
record ClusterShape(
        int pods, int policies, int localPods, int largeSet, boolean lean, boolean allPolicies) {

    static final int NODES = 50;
    static final int APPS = 10;
    static final int TEAMS = 4;

    /// Each has two pods on the node where there are so many, so that it has two apps there.
    int namespaces() {
        return allPolicies ? Math.max(1, policies / 20) : Math.max(4, Math.min(100, localPods / 2));
    }

    String namespace(int number) {
        return "shop-" + number % namespaces();
    }

    /// Of the pods of the measured node: neighbours in a namespace have neighbouring apps. App 0 is
    /// nobody's here.
    String localApp(int number) {
        int namespace = number % namespaces();
        return app(1 + (number / namespaces() + namespace) % (APPS - 1));
    }

    static String app(int number) {
        return "app-" + number % APPS;
    }

    static String team(int number) {
        return "team-" + number % TEAMS;
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%,d%s pods in %d namespaces, %,d policies, %d pods on the node, IPv4 and IPv6",
                        pods,
                        lean ? " lean" : "",
                        namespaces(),
                        policies,
                        localPods)
                + (largeSet == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d addresses in one set", largeSet));
    }
}
