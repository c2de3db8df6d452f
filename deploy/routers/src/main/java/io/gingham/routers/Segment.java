package io.gingham.routers;

import java.util.ArrayList;
import java.util.List;

/// A segment of Ethernet in this process's own network namespace, and routers on it, each in a
/// namespace of its own. For processes in private namespaces: names are used as they are.
///
/// ```
///   here: bridge NAME ── toROUTER ═══ eth0 :namespace ROUTER
///                     └─ toOTHER  ═══ eth0 :namespace OTHER
/// ```
public final class Segment implements AutoCloseable {

    /// A router's interface on its first segment.
    public static final String UPLINK = "eth0";

    private final String name;
    private final List<String> cables = new ArrayList<>();
    private final List<String> namespaces = new ArrayList<>();

    /// @param name of the bridge, 1..15 characters
    /// @param addresses of this process on it, `10.9.0.1/24`
    public Segment(String name, String... addresses) {
        this.name = name;
        Netns.OWN.run("ip", "link", "add", name, "type", "bridge");
        // One that waits before it forwards would lose what is sent at first.
        Netns.OWN.run("ip", "link", "set", name, "type", "bridge", "forward_delay", "0");
        address(Netns.OWN, name, addresses);
        Netns.OWN.run("ip", "link", "set", name, "up");
    }

    /// A new namespace, with its loopback up and [#UPLINK] on this segment.
    public Netns join(String router, String... addresses) {
        Netns.OWN.run("ip", "netns", "add", router);
        namespaces.add(router);
        Netns inside = new Netns(router);
        inside.run("ip", "link", "set", "lo", "up");
        connect(inside, UPLINK, addresses);
        return inside;
    }

    /// A further interface of a router that joined another segment.
    public void connect(Netns router, String device, String... addresses) {
        String cable = cable(router, device);
        List<String> words = new ArrayList<>(List.of("ip", "link", "add", cable, "type", "veth"));
        words.addAll(List.of("peer", "name", device, "netns", router.name()));
        Netns.OWN.run(words.toArray(String[]::new));
        cables.add(cable);
        Netns.OWN.run("ip", "link", "set", cable, "master", name, "up");
        address(router, device, addresses);
        router.run("ip", "link", "set", device, "up");
    }

    /// Our end of a router's cable. Set down, it takes the carrier from both ends; addresses stay.
    public static String cable(Netns router, String device) {
        return "to" + router.name() + (device.equals(UPLINK) ? "" : device);
    }

    private static void address(Netns place, String device, String... addresses) {
        for (String address : addresses) {
            List<String> words = new ArrayList<>(List.of("ip", "address", "add", address));
            words.addAll(List.of("dev", device));
            if (address.contains(":")) {
                words.add("nodad");
            }
            place.run(words.toArray(String[]::new));
        }
    }

    /// With all that joined.
    @Override
    public void close() {
        cables.forEach(cable -> Netns.OWN.run("ip", "link", "del", cable));
        namespaces.forEach(namespace -> Netns.OWN.run("ip", "netns", "del", namespace));
        Netns.OWN.run("ip", "link", "del", name);
    }
}
