package io.gingham.bgp.interop;

import io.gingham.routers.Netns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A switch with our two speakers and, each in a network namespace of its own, the foreign ones.
/// The test JVM lives in private namespaces, so the machine's network is not touched.
///
/// ```
///   OURS 10.99.0.1 ──┐           ┌── peer1  FIRST  10.99.0.2
///                    ├─ cable0 ──┤
/// OTHERS 10.99.0.11 ─┘           └── peer2  SECOND 10.99.0.3      fd99::/64 with the same numbers
/// ```
final class PeerNetwork implements AutoCloseable {

    static final Place OURS = new Place("", "10.99.0.1", "fd99::1");
    static final Place OTHERS = new Place("", "10.99.0.11", "fd99::b");
    static final Place FIRST = new Place("peer1", "10.99.0.2", "fd99::2");
    static final Place SECOND = new Place("peer2", "10.99.0.3", "fd99::3");

    /// Our interface.
    static final String SWITCH = "cable0";

    private static final String DEAD_END = "dead-end";

    /// A foreign speaker's interface.
    static final String UPLINK = "eth0";

    /// Where a speaker is.
    ///
    /// @param namespace empty: the test's own
    record Place(String namespace, String address, String address6) {

        Netns netns() {
            return new Netns(namespace);
        }

        String output(String... command) {
            return netns().ask(command);
        }
    }

    private final Path folder;
    private final List<Place> places = new ArrayList<>();
    private final List<PeerDaemon> daemons = new ArrayList<>();

    /// @param folder for what the foreign speakers write
    PeerNetwork(Path folder) {
        this.folder = folder;
        Netns.OWN.run("ip", "link", "add", SWITCH, "type", "bridge");
        Netns.OWN.run("ip", "link", "set", SWITCH, "up");
        addresses(OURS, SWITCH);
        addresses(OTHERS, SWITCH);
    }

    private static void addresses(Place place, String device) {
        address(place, place.address() + "/24", device);
        address(place, place.address6() + "/64", device);
    }

    /// One more address, at once in use.
    static void address(Place place, String address, String device) {
        List<String> words = new ArrayList<>(List.of("ip", "address", "add", address));
        words.addAll(List.of("dev", device));
        if (address.contains(":")) {
            words.add("nodad");
        }
        place.netns().run(words.toArray(String[]::new));
    }

    /// A speaker of that kind, which does not run yet.
    PeerDaemon peer(PeerKind kind, Place place) {
        connect(place);
        PeerDaemon daemon = kind.at(place, folder.resolve(place.namespace()));
        daemons.add(daemon);
        return daemon;
    }

    /// A namespace for a speaker.
    void connect(Place place) {
        String name = place.namespace();
        Netns.OWN.run("ip", "netns", "add", name);
        places.add(place);
        Netns.OWN.run(
                "ip", "link", "add", name, "type", "veth", "peer", "name", UPLINK, "netns", name);
        Netns.OWN.run("ip", "link", "set", name, "master", SWITCH, "up");
        place.netns().run("ip", "link", "set", "lo", "up");
        addresses(place, UPLINK);
        place.netns().run("ip", "link", "set", UPLINK, "up");
    }

    /// Leaves a foreign speaker the link-local address only, whatever is advertised.
    void takeAddresses(Place place) {
        String acceptAdvertisements = "/proc/sys/net/ipv6/conf/" + UPLINK + "/accept_ra";
        place.netns().run("sh", "-c", "echo 0 >" + acceptAdvertisements);
        place.netns().run("ip", "address", "flush", "dev", UPLINK, "scope", "global");
    }

    /// Puts a foreign speaker's cable behind the switch into another switch, which is down: nothing
    /// passes, and nobody is told. (A cable in no switch at all would end in our own kernel, which
    /// takes what is addressed to it from any interface.)
    void cut(Place place) {
        Netns.OWN.run("ip", "link", "add", DEAD_END, "type", "bridge");
        Netns.OWN.run("ip", "link", "set", place.namespace(), "master", DEAD_END);
    }

    void mend(Place place) {
        Netns.OWN.run("ip", "link", "set", place.namespace(), "master", SWITCH);
        Netns.OWN.run("ip", "link", "del", DEAD_END);
    }

    /// The interface's link-local address, as soon as the kernel is sure of it.
    static String linkLocal(Place place, String device) {
        AtomicReference<String> address = new AtomicReference<>("");
        OurSide.await(
                "a link-local address of " + device,
                () -> {
                    String shown =
                            place.output(
                                    "ip",
                                    "-6",
                                    "-o",
                                    "address",
                                    "show",
                                    "dev",
                                    device,
                                    "scope",
                                    "link",
                                    "-tentative");
                    if (shown.contains("inet6 ")) {
                        address.set(shown.split("inet6 ")[1].split("/")[0]);
                    }
                    return !address.get().isEmpty();
                });
        return address.get();
    }

    /// One of the TCP counters of all kernels' ends, as `TCPMD5Failure`.
    long tcpCounter(String name) {
        long sum = tcpCounter(name, OURS);
        for (Place place : places) {
            sum += tcpCounter(name, place);
        }
        return sum;
    }

    private static long tcpCounter(String name, Place place) {
        List<String> lines =
                place.output("cat", "/proc/net/netstat")
                        .lines()
                        .filter(line -> line.startsWith("TcpExt:"))
                        .toList();
        int column = List.of(lines.getFirst().split(" ")).indexOf(name);
        return Long.parseLong(lines.getLast().split(" ")[column]);
    }

    @Override
    public void close() {
        daemons.forEach(PeerDaemon::close);
        for (Place place : places) {
            Netns.OWN.run("ip", "link", "del", place.namespace());
            Netns.OWN.run("ip", "netns", "del", place.namespace());
        }
        Netns.OWN.run("ip", "link", "del", SWITCH);
        Netns.OWN.ask("ip", "link", "del", DEAD_END);
    }
}
