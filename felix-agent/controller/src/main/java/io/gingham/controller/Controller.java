package io.gingham.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.gingham.agent.cluster.Kinds;
import io.gingham.agent.part.Loop;
import io.gingham.agent.part.Problems;
import io.gingham.controller.loadbalancer.ApiServiceStatusStore;
import io.gingham.controller.loadbalancer.LoadBalancerPart;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.watch.ApiServerSource;
import io.gingham.watch.Feed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cluster's controller. Whoever does not lead watches, so that it can begin at once.
public final class Controller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    static final String LEASE = "gingham-controller";

    private final KubernetesClient client;
    private final ControllerConfig config;
    private final Feed feed;
    private final Loop loop = new Loop("controller", new Problems());
    private final LoadBalancerPart loadBalancers;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean leads;

    /// @param client reads whole objects
    public Controller(KubernetesClient client, ControllerConfig config) {
        this.client = client;
        this.config = config;
        this.feed =
                new Feed(
                        new ApiServerSource(client),
                        List.of(LoadBalancerPart.SERVICES, Kinds.POOLS, Kinds.NODES),
                        this::wake);
        this.loadBalancers =
                new LoadBalancerPart(
                        new LoadBalancerPart.World(
                                () -> leads && feed.isInSync(),
                                () -> feed.objects(LoadBalancerPart.SERVICES),
                                this::pools,
                                this::hosts),
                        new ApiServiceStatusStore(client));
        loop.add(loadBalancers);
        feed.subscribe(LoadBalancerPart.SERVICES, change -> wake());
        feed.subscribe(Kinds.POOLS, change -> wake());
    }

    private void wake() {
        loop.request(LoadBalancerPart.NAME);
    }

    private Map<String, IPPoolSpec> pools() {
        Map<String, IPPoolSpec> pools = new TreeMap<>();
        feed.objects(Kinds.POOLS).forEach((key, held) -> pools.put(key.name(), held.value()));
        return pools;
    }

    private Set<IpAddress> hosts() {
        return feed.objects(Kinds.NODES).values().stream()
                .flatMap(held -> held.value().node().addresses().stream())
                .collect(Collectors.toSet());
    }

    /// Returns when it leads no more: it is to be started anew, so that nothing of the old reign is
    /// left.
    public void run() {
        loop.start();
        feed.start();
        CompletableFuture<?> election =
                client.leaderElector()
                        .withConfig(
                                new LeaderElectionConfigBuilder()
                                        .withName(LEASE)
                                        .withLeaseDuration(Duration.ofSeconds(15))
                                        .withRenewDeadline(Duration.ofSeconds(10))
                                        .withRetryPeriod(Duration.ofSeconds(2))
                                        .withReleaseOnCancel(true)
                                        .withLock(
                                                new LeaseLock(
                                                        config.namespace(),
                                                        LEASE,
                                                        config.identity()))
                                        .withLeaderCallbacks(
                                                new LeaderCallbacks(
                                                        this::begin,
                                                        this::end,
                                                        leader -> LOG.info("{} leads", leader)))
                                        .build())
                        .build()
                        .start();
        ended.whenComplete((nothing, failure) -> election.cancel(true));
        try {
            election.join();
        } catch (java.util.concurrent.CancellationException e) {
            LOG.debug("the election was ended");
        } finally {
            leads = false;
        }
    }

    private void begin() {
        leads = true;
        wake();
    }

    private void end() {
        leads = false;
        LOG.info("{} leads no more", config.identity());
    }

    @Override
    public void close() {
        ended.complete(null);
        feed.close();
        loop.close();
    }
}
