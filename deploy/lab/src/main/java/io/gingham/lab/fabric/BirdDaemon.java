package io.gingham.lab.fabric;

import io.gingham.routers.Bird;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The distribution's BIRD, in the namespace of the router's name.
final class BirdDaemon implements RoutingDaemon {

    private static final Pattern ESTABLISHED =
            Pattern.compile("(?m)^(\\S+)\\s+BGP\\s.*\\sEstablished\\s*$");

    private static final Pattern ROUTE = Pattern.compile("^(\\S+)\\s+\\w+ \\[.*");

    private static final Pattern VIA = Pattern.compile("^\\s+via (\\S+) on .*");

    private final RouterPlan plan;
    private final Bird bird;

    BirdDaemon(RouterPlan plan, Path folder) {
        this.plan = plan;
        this.bird = new Bird(new Netns(plan.name()), folder);
    }

    @Override
    public String maker() {
        return "BIRD";
    }

    @Override
    public void start() {
        bird.start(bird.head(plan.routerId().toString()) + BirdText.of(plan));
    }

    @Override
    public void stop() {
        bird.process().stop();
    }

    @Override
    public void signal(String signal) {
        bird.process().signal(signal);
    }

    @Override
    public Set<String> established() {
        Set<String> names =
                ESTABLISHED
                        .matcher(bird.ask("show protocols"))
                        .results()
                        .map(result -> result.group(1))
                        .collect(Collectors.toSet());
        return plan.sessions().stream()
                .filter(session -> names.contains(session.name()))
                .map(session -> session.remote().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// As it gives them to the kernel: there it merges those that are equally good.
    @Override
    public Map<IpPrefix, Set<IpAddress>> table(IpFamily family) {
        return routes(
                bird.ask(
                        switch (family) {
                            case IPV4 -> "show route table master4 export kernel4";
                            case IPV6 -> "show route table master6 export kernel6";
                        }));
    }

    static Map<IpPrefix, Set<IpAddress>> routes(String shown) {
        Map<IpPrefix, Set<IpAddress>> routes = new TreeMap<>();
        Set<IpAddress> hops = new TreeSet<>();
        for (String line : shown.lines().toList()) {
            Matcher route = ROUTE.matcher(line);
            Matcher via = VIA.matcher(line);
            if (route.matches()) {
                hops = new TreeSet<>();
                routes.put(IpPrefix.parse(route.group(1)), hops);
            } else if (via.matches()) {
                hops.add(IpAddress.parse(via.group(1)));
            }
        }
        return routes;
    }

    @Override
    public Set<IpAddress> told(IpPrefix prefix) {
        return hops(bird.ask("show route " + prefix));
    }

    /// Of routes of one prefix, of which only the first says which.
    private static Set<IpAddress> hops(String shown) {
        return shown.lines()
                .map(VIA::matcher)
                .filter(Matcher::matches)
                .map(via -> IpAddress.parse(via.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String explain(IpPrefix prefix) {
        return bird.ask("show route " + prefix + " all");
    }

    @Override
    public String watched() {
        return plan.bfd() ? bird.ask("show bfd sessions") : "";
    }

    @Override
    public String show() {
        return bird.ask("show protocols") + bird.ask("show route");
    }

    @Override
    public String log() {
        return bird.process().log();
    }

    @Override
    public List<String> withdrawn(int from) {
        return BirdText.withdrawn(log().substring(from));
    }
}
