package io.gingham.lab.fabric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.lab.LabException;
import io.gingham.routers.Frr;
import io.gingham.routers.Netns;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The distribution's FRR, in the namespace of the router's name: zebra, bfdd, bgpd.
final class FrrDaemon implements RoutingDaemon {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RouterPlan plan;
    private final Frr frr;

    FrrDaemon(RouterPlan plan, Path folder) {
        this.plan = plan;
        this.frr = new Frr(new Netns(plan.name()), folder);
    }

    @Override
    public String maker() {
        return "FRR";
    }

    @Override
    public void start() {
        frr.start(Frr.Daemon.ZEBRA, "");
        if (plan.bfd()) {
            frr.start(Frr.Daemon.BFDD, FrrText.bfdd());
        }
        frr.start(Frr.Daemon.BGPD, FrrText.bgpd(plan));
    }

    @Override
    public void stop() {
        for (Frr.Daemon daemon : List.of(Frr.Daemon.values()).reversed()) {
            frr.process(daemon).stop();
        }
    }

    @Override
    public void signal(String signal) {
        frr.signal(signal);
    }

    @Override
    public Set<String> established() {
        Set<String> addresses = new TreeSet<>();
        json("show bgp neighbors json")
                .properties()
                .forEach(
                        peer -> {
                            if (peer.getValue().path("bgpState").asText().equals("Established")) {
                                addresses.add(peer.getKey());
                            }
                        });
        return addresses;
    }

    @Override
    public Map<IpPrefix, Set<IpAddress>> table(IpFamily family) {
        return routes(
                json(
                        switch (family) {
                            case IPV4 -> "show ip route bgp json";
                            case IPV6 -> "show ipv6 route bgp json";
                        }));
    }

    /// Of zebra: selected ones, by next hops in the kernel.
    static Map<IpPrefix, Set<IpAddress>> routes(JsonNode shown) {
        Map<IpPrefix, Set<IpAddress>> routes = new TreeMap<>();
        shown.properties()
                .forEach(
                        prefix ->
                                prefix.getValue()
                                        .forEach(
                                                route -> {
                                                    if (route.path("selected").asBoolean()) {
                                                        routes.put(
                                                                IpPrefix.parse(prefix.getKey()),
                                                                hops(route));
                                                    }
                                                }));
        return routes;
    }

    private static Set<IpAddress> hops(JsonNode route) {
        Set<IpAddress> hops = new TreeSet<>();
        route.path("nexthops")
                .forEach(
                        hop -> {
                            if (hop.path("fib").asBoolean() && hop.has("ip")) {
                                hops.add(IpAddress.parse(hop.get("ip").asText()));
                            }
                        });
        return hops;
    }

    private JsonNode json(String command) {
        String said = frr.ask(command);
        try {
            // Nothing while bgpd is not up yet.
            return said.startsWith("{") ? JSON.readTree(said) : JSON.createObjectNode();
        } catch (JsonProcessingException e) {
            throw new LabException(
                    plan.name() + " answers '" + command + "' with no JSON: " + e.getMessage());
        }
    }

    @Override
    public Set<IpAddress> told(IpPrefix prefix) {
        Set<IpAddress> hops = new TreeSet<>();
        json(command(prefix) + " json")
                .path("paths")
                .forEach(
                        path ->
                                path.path("nexthops")
                                        .forEach(
                                                hop ->
                                                        hops.add(
                                                                IpAddress.parse(
                                                                        hop.path("ip").asText()))));
        return hops;
    }

    private static String command(IpPrefix prefix) {
        return "show bgp %s unicast %s"
                .formatted(prefix.address().isIpv4() ? "ipv4" : "ipv6", prefix);
    }

    @Override
    public String explain(IpPrefix prefix) {
        return frr.ask(command(prefix));
    }

    @Override
    public String watched() {
        return plan.bfd() ? frr.ask("show bfd peers brief") : "";
    }

    @Override
    public String show() {
        return frr.ask("show bgp summary", "show bgp ipv4 unicast", "show bgp ipv6 unicast");
    }

    @Override
    public String log() {
        return frr.process(Frr.Daemon.BGPD).log();
    }

    @Override
    public List<String> withdrawn(int from) {
        return FrrText.withdrawn(log().substring(from));
    }
}
