package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The speaker's network namespace, one cable away from the bench's. Only within private
/// namespaces: `./gingham` makes them.
final class BenchNet {

    static final int PORT = 179;

    /// 10.9.0.1
    static final int SPEAKER = 0x0a09_0001;

    private static final String NAMESPACE = "speaker";

    private BenchNet() {}

    static void up() {
        run("ip", "netns", "add", NAMESPACE);
        run("ip", "link", "add", "cable", "type", "veth", "peer", "uplink", "netns", NAMESPACE);
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

    /// The command, to be run where the speaker is. The process that starts is the command's own.
    static List<String> atSpeaker(List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
        words.addAll(command);
        return words;
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
        run(atSpeaker(List.of(command)).toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(
                        "'"
                                + String.join(" ", command)
                                + "' failed; run this by './gingham bench bgp': "
                                + said.strip());
            }
        } catch (IOException e) {
            throw new BenchException("'" + command[0] + "' can't be run; install iproute2", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
