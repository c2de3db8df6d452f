package io.gingham.controller.loadbalancer;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.watch.Kind;
import io.gingham.watch.Presence;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the statuses of services to what the plan says, by the one that leads.
public final class LoadBalancerPart implements Part {

    public static final String NAME = "loadbalancer";

    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancerPart.class);

    /// Services, as this part sees them.
    public static final Kind<Wish> SERVICES =
            Kind.asMaps(
                    new ResourceDefinitionContext.Builder()
                            .withGroup("")
                            .withVersion("v1")
                            .withKind("Service")
                            .withPlural("services")
                            .withNamespaced(true)
                            .build(),
                    Presence.REQUIRED,
                    Wish::of);

    private final World world;
    private final ServiceStatusStore store;
    private final InstantSource clock;

    /// What is looked at, as it is now.
    ///
    /// @param leads whether this process may write; before all has been listed nobody may
    /// @param pools by name
    /// @param hosts addresses that are the nodes' own
    public record World(
            Supplier<Boolean> leads,
            Supplier<SortedMap<ResourceKey, Versioned<Wish>>> services,
            Supplier<Map<String, IPPoolSpec>> pools,
            Supplier<Collection<IpAddress>> hosts) {}

    public LoadBalancerPart(World world, ServiceStatusStore store) {
        this(world, store, InstantSource.system());
    }

    LoadBalancerPart(World world, ServiceStatusStore store, InstantSource clock) {
        this.world = world;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void run(boolean refresh) {
        if (!world.leads().get()) {
            return;
        }
        SortedMap<ResourceKey, Versioned<Wish>> services = world.services().get();
        Map<ResourceKey, Wish> wishes = new TreeMap<>();
        services.forEach((key, held) -> wishes.put(key, held.value()));
        SortedMap<ResourceKey, Decision> plan =
                AddressPlan.of(AddressPool.of(world.pools().get()), wishes, world.hosts().get());
        // What is given up first, so that nobody sees an address twice.
        plan.entrySet().stream()
                .sorted(Comparator.comparingInt(each -> each.getValue().addresses().size()))
                .forEach(
                        each ->
                                bring(
                                        each.getKey(),
                                        Objects.requireNonNull(services.get(each.getKey())),
                                        each.getValue()));
    }

    private void bring(ResourceKey key, Versioned<Wish> service, Decision decision) {
        Wish now = service.value();
        if (stands(now, decision)) {
            return;
        }
        String status = decision.isAssigned() ? "True" : "False";
        String since =
                now.said()
                        .filter(said -> said.status().equals(status) && !said.since().isEmpty())
                        .map(Wish.Said::since)
                        .orElseGet(
                                () -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (store.write(key, service.resourceVersion(), decision, since)) {
            LOG.info(
                    "service {}: {}",
                    key,
                    decision.message().isEmpty() ? decision.reason() : decision.message());
        }
    }

    private static boolean stands(Wish now, Decision decision) {
        boolean same = Set.copyOf(now.present()).equals(Set.copyOf(decision.addresses()));
        if (decision.equals(Decision.RELEASED)) {
            return now.said().isEmpty();
        }
        return same
                && now.said()
                        .filter(said -> said.reason().equals(decision.reason()))
                        .filter(said -> said.message().equals(decision.message()))
                        .isPresent();
    }

    @Override
    public Health health(String failure) {
        return failure.isEmpty() ? Health.GOOD : Health.of(List.of(Problem.failed(NAME, failure)));
    }
}
