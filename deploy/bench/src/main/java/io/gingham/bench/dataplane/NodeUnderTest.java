package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import io.gingham.bench.api.ApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A node with its kernel, its agent, its pods, and the cluster it is part of.
final class NodeUnderTest implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long LOOK_NANOS = 20_000_000;

    private final List<String> program;
    private final NodeNet net;
    private final ApiServer api;
    private final NodeKernel kernel;
    private final Cluster cluster;
    private final Sandboxes sandboxes;
    private AgentProcess agent;

    /// Raises it: when this returns, all pods of the node run, and the kernel is at rest.
    ///
    /// @param number of the node, from 1
    /// @param program the agent's, as for [AgentProcess#start]
    NodeUnderTest(int number, ClusterShape shape, List<String> program) {
        this.program = program;
        try {
            net = NodeNet.raise(number);
            api = new ApiServer(net.bench(), 0);
            kernel = new NodeKernel(net);
            cluster = new Cluster(api, shape, net);
            cluster.fill();
            agent = AgentProcess.start(net, program, api.kubeconfig());
            sandboxes = new Sandboxes(net);
        } catch (IOException e) {
            throw new BenchException("the API server can't be started", e);
        }
        try {
            awaitFirstProgram();
            startPods();
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void startPods() {
        List<List<String>> addresses = sandboxes.addAll(cluster.local());
        for (int i = 0; i < addresses.size(); i++) {
            cluster.started(i, addresses.get(i));
        }
        awaitRest();
    }

    /// @return [System#nanoTime] of the last write of an agent that has just been started
    long awaitFirstProgram() {
        RuleEvents.Seen before = kernel.rules();
        long begin = System.nanoTime();
        while (!kernel.rules().since(before).any()) {
            agent.requireAlive();
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new BenchException(
                        "the agent has written nothing after "
                                + LIMIT.toSeconds()
                                + " s; its log:\n"
                                + agent.log());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return awaitRest();
    }

    /// @return [System#nanoTime] of the last write
    long awaitRest() {
        return kernel.awaitQuiet(QUIET, LIMIT);
    }

    /// Ends the agent, empties the kernel of all rules and sets, and starts an agent anew.
    ///
    /// @return [System#nanoTime] of its start
    long restartIntoAnEmptyKernel() {
        agent.close();
        for (String program : List.of("iptables", "ip6tables")) {
            for (String table : List.of("raw", "mangle", "nat", "filter")) {
                net.ask(program, "-t", table, "-F");
                net.ask(program, "-t", table, "-X");
            }
        }
        awaitRest();
        net.ask("ipset", "destroy");
        long begin = System.nanoTime();
        agent = AgentProcess.start(net, program, api.kubeconfig());
        return begin;
    }

    ApiServer api() {
        return api;
    }

    NodeKernel kernel() {
        return kernel;
    }

    Cluster cluster() {
        return cluster;
    }

    Sandboxes sandboxes() {
        return sandboxes;
    }

    AgentProcess agent() {
        return agent;
    }

    @Override
    public void close() {
        agent.close();
        try {
            kernel.close();
            api.close();
        } catch (IOException e) {
            throw new BenchException("the API server can't be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
