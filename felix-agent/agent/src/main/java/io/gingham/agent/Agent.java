package io.gingham.agent;

import io.gingham.agent.cluster.NodeCondition;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.health.HealthServer;
import io.gingham.agent.health.Readiness;
import io.gingham.agent.install.Forwarding;
import io.gingham.agent.install.MadeFolders;
import io.gingham.agent.install.Uninstall;
import io.gingham.agent.metrics.MeasuredSpeaker;
import io.gingham.agent.metrics.MetricsOnDemand;
import io.gingham.agent.status.StatusServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon of a node: its parts ([AgentParts] lists them), the loops they run on, and what tells
/// others how they stand.
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final AgentConfig config;
    private final World world;
    private final AgentParts parts;
    private final Readiness readiness;
    private final StatusServer status;
    private final Optional<HealthServer> health;
    private final Optional<NodeCondition> condition;
    private final ScheduledExecutorService reminder =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("reminder").factory());

    public Agent(AgentConfig config) throws IOException {
        this(config, AgentTiming.DEFAULT);
    }

    Agent(AgentConfig config, AgentTiming timing) throws IOException {
        this.config = config;
        LOG.info(
                "agent of node {} starts, pid {}",
                config.nodeName(),
                ProcessHandle.current().pid());
        noteFolders(config);
        world = new World(config);
        parts = new AgentParts(config, timing, world);
        readiness = new Readiness(parts::health);
        status =
                new StatusServer(
                        config.statusSocket(),
                        new StatusReport(
                                config.nodeName(),
                                parts.all(),
                                parts::health,
                                parts.policy(),
                                parts.routing()));
        health = openHealth();
        condition = parts.condition(readiness, timing);
    }

    public void start() throws IOException {
        new Forwarding(config.stateDir()).turnOn();
        parts.start();
        condition.ifPresent(NodeCondition::start);
        readiness.remindOn(reminder);
    }

    /// Stops without touching the kernel.
    @Override
    public void close() {
        LOG.info(
                "agent of node {} stops; rules, routes and pods stay as they are",
                config.nodeName());
        try {
            condition.ifPresent(NodeCondition::close);
            reminder.shutdownNow();
            health.ifPresent(HealthServer::close);
            status.close();
        } catch (IOException e) {
            LOG.warn("stopping: {}", e.getMessage());
        }
        parts.close();
        world.close();
    }

    /// Before any part makes one.
    private static void noteFolders(AgentConfig config) {
        new MadeFolders(config.stateDir())
                .note(
                        List.of(
                                Uninstall.HOST_LOCAL,
                                config.cniSocket().resolveSibling("."),
                                config.statusSocket().resolveSibling(".")));
    }

    private Optional<HealthServer> openHealth() throws IOException {
        return config.healthPort().isPresent()
                ? Optional.of(
                        new HealthServer(
                                config.healthPort().getAsInt(),
                                parts::stuck,
                                readiness::obstacle,
                                new MetricsOnDemand(
                                        MeasuredSpeaker.of(parts.routing()::speaker),
                                        parts.problems()::counts,
                                        reminder)))
                : Optional.empty();
    }
}
