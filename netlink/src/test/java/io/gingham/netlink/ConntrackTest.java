package io.gingham.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.message.Connection;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs in private namespaces, with real packets over the loopback: 127.0.0.0/8 and ::1.
class ConntrackTest {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));
    private static final List<String> PROGRAMS = List.of("iptables", "ip6tables");

    /// A namespace tracks connections as soon as a rule asks for their state.
    @BeforeAll
    static void track() {
        PROGRAMS.forEach(program -> rule(program, "-A"));
    }

    @AfterAll
    static void leaveNothing() {
        PROGRAMS.forEach(program -> rule(program, "-D"));
    }

    private static void rule(String program, String verb) {
        RUNNER.run(
                        List.of(
                                program,
                                verb,
                                "OUTPUT",
                                "-m",
                                "conntrack",
                                "--ctstate",
                                "NEW",
                                "-j",
                                "ACCEPT"))
                .orThrow();
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static void send(String from, String to) throws IOException {
        try (DatagramSocket receiver =
                        new DatagramSocket(new InetSocketAddress(ip(to).toInetAddress(), 0));
                DatagramSocket sender =
                        new DatagramSocket(new InetSocketAddress(ip(from).toInetAddress(), 0))) {
            sender.send(new DatagramPacket(new byte[1], 1, receiver.getLocalSocketAddress()));
            receiver.setSoTimeout(5000);
            receiver.receive(new DatagramPacket(new byte[1], 1));
        }
    }

    @Test
    void findsAConnectionByEitherEnd() throws IOException {
        send("127.1.0.1", "127.1.0.2");
        try (Conntrack conntrack = Conntrack.open()) {
            for (String end : List.of("127.1.0.1", "127.1.0.2")) {
                List<Connection> found = conntrack.connections(Set.of(ip(end)));
                assertEquals(
                        List.of(new Connection.Flow(ip("127.1.0.1"), ip("127.1.0.2"))),
                        found.stream().map(Connection::original).toList());
                assertEquals(
                        new Connection.Flow(ip("127.1.0.2"), ip("127.1.0.1")),
                        found.getFirst().reply());
            }
        }
    }

    @Test
    void forgetsTheConnectionsOfAnAddressAndNoOthers() throws IOException {
        send("127.2.0.1", "127.2.0.2");
        send("127.2.0.2", "127.2.0.3");
        send("127.2.0.3", "127.2.0.4");
        try (Conntrack conntrack = Conntrack.open()) {
            assertEquals(2, conntrack.forget(Set.of(ip("127.2.0.2"))));
            assertEquals(List.of(), conntrack.connections(Set.of(ip("127.2.0.2"))));
            assertEquals(1, conntrack.connections(Set.of(ip("127.2.0.3"))).size());
            assertEquals(0, conntrack.forget(Set.of(ip("127.2.0.2"))));
        }
    }

    @Test
    void forgetsConnectionsOfIpv6() throws IOException {
        send("::1", "::1");
        try (Conntrack conntrack = Conntrack.open()) {
            assertTrue(conntrack.forget(Set.of(ip("::1"), ip("127.3.0.1"))) >= 1);
            assertEquals(List.of(), conntrack.connections(Set.of(ip("::1"))));
        }
    }

    @Test
    void forgetsMoreThanFitInOneBatch() throws IOException {
        for (int i = 0; i < 200; i++) {
            send("127.4.0.1", "127.4.1." + (i + 1));
        }
        try (Conntrack conntrack = Conntrack.open()) {
            assertEquals(200, conntrack.forget(Set.of(ip("127.4.0.1"))));
        }
    }

    @Test
    void forgetsNothingForNobody() {
        try (Conntrack conntrack = Conntrack.open()) {
            assertEquals(0, conntrack.forget(Set.of()));
        }
    }
}
