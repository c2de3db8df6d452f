package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import io.gingham.process.ProcessException;
import io.gingham.routers.Netns;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The speaker's network namespace, one cable away from the bench's. Only within private
/// namespaces: `./gingham` makes them.
final class BenchNet {

    static final int PORT = 179;

    /// 10.9.0.1
    static final int SPEAKER = 0x0a09_0001;

    /// Where the measured speaker is.
    static final Netns SPEAKERS = new Netns("speaker");

    private BenchNet() {}

    static void up() {
        run("ip", "netns", "add", SPEAKERS.name());
        run(
                "ip",
                "link",
                "add",
                "cable",
                "type",
                "veth",
                "peer",
                "uplink",
                "netns",
                SPEAKERS.name());
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "set", "cable", "up");
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "link", "set", "uplink", "up");
        inside("ip", "address", "add", text(SPEAKER) + "/16", "dev", "uplink");
    }

    /// Gives the bench's end of the cable an address.
    static void add(int address) {
        run("ip", "address", "replace", text(address) + "/16", "dev", "cable");
    }

    /// The feeder of that number, from 0: 10.9.1.1 and on.
    static int feeder(int number) {
        return SPEAKER + (1 << 8) + number;
    }

    /// The receiver of that number, from 0: 10.9.16.1 and on.
    static int receiver(int number) {
        return SPEAKER + (16 << 8) + number;
    }

    static String text(int address) {
        return address(address).getHostAddress();
    }

    static InetAddress address(int address) {
        byte[] octets = {
            (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
        };
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are always an address", e);
        }
    }

    private static void inside(String... command) {
        run(SPEAKERS, command);
    }

    private static void run(String... command) {
        run(Netns.OWN, command);
    }

    private static void run(Netns netns, String... command) {
        try {
            netns.run(command);
        } catch (ProcessException e) {
            throw new BenchException("run this by './gingham bench bgp'", e);
        }
    }
}
