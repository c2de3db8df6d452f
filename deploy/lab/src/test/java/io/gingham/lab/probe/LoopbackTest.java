package io.gingham.lab.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.lab.probe.Prober.Patience;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Prober, servers and traffic on the loopback interface of this JVM's private namespace.
class LoopbackTest {

    private static final Place CLIENT = place("p/client", "127.0.0.1");
    private static final Place SERVER = place("p/server", "127.0.0.2");

    private static final int PORT = 8080;

    private final Prober prober = new Prober();
    private PodServers servers;

    private static Place place(String name, String address) {
        return new Place(name, NetworkNamespace.current(), IpAddress.parse(address));
    }

    @BeforeEach
    void open() throws IOException {
        servers = new PodServers();
    }

    @AfterEach
    void close() throws IOException {
        servers.close();
    }

    private Outcome ask(Place to, Protocol protocol, boolean expected) throws IOException {
        Probe probe = new Probe(CLIENT, to, protocol, PORT);
        Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofMillis(200));
        return Objects.requireNonNull(
                prober.run(List.of(probe), p -> expected, patience).get(probe));
    }

    @Test
    void aServerAnswersWithTheNameOfItsPlace() throws IOException {
        servers.listen(SERVER, Protocol.TCP, PORT);
        servers.listen(SERVER, Protocol.UDP, PORT);
        assertEquals(new Outcome.Answered("p/server"), ask(SERVER, Protocol.TCP, true));
        assertEquals(new Outcome.Answered("p/server"), ask(SERVER, Protocol.UDP, true));
    }

    @Test
    void listeningTwiceIsListeningOnce() throws IOException {
        servers.listen(SERVER, Protocol.TCP, PORT);
        servers.listen(SERVER, Protocol.TCP, PORT);
        assertTrue(ask(SERVER, Protocol.TCP, true).allowed());
    }

    @Test
    void withoutAServerTheAnswerIsARefusal() throws IOException {
        assertInstanceOf(Outcome.Refused.class, ask(SERVER, Protocol.TCP, true));
        assertInstanceOf(Outcome.Refused.class, ask(SERVER, Protocol.UDP, true));
    }

    @Test
    void aClosedPlaceAnswersNoMore() throws IOException {
        servers.listen(SERVER, Protocol.TCP, PORT);
        assertTrue(ask(SERVER, Protocol.TCP, true).allowed());
        servers.close(SERVER);
        assertInstanceOf(Outcome.Refused.class, ask(SERVER, Protocol.TCP, true));
    }

    @Test
    void aPacketThatIsSwallowedIsSilence() throws IOException {
        ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(10));
        String filter = "%s INPUT -d 127.0.0.9 -j DROP";
        Place silent = place("p/silent", "127.0.0.9");
        runner.run(List.of(("iptables -w " + filter.formatted("-A")).split(" "))).orThrow();
        try {
            assertEquals(new Outcome.TimedOut(), ask(silent, Protocol.TCP, false));
            assertEquals(new Outcome.TimedOut(), ask(silent, Protocol.UDP, false));
        } finally {
            runner.run(List.of(("iptables -w " + filter.formatted("-D")).split(" "))).orThrow();
        }
    }

    @Test
    void undisturbedTrafficIsClean() throws Exception {
        servers.listen(SERVER, Protocol.TCP, PORT);
        servers.listen(SERVER, Protocol.UDP, PORT);
        TrafficStream stream = new TrafficStream(CLIENT, SERVER, PORT, PORT);
        TimeUnit.MILLISECONDS.sleep(500);
        TrafficStream.Report report = stream.stop();
        assertTrue(report.isClean(), report.toString());
        assertTrue(report.datagrams() > 0 && report.messages() > 0, report.toString());
        assertTrue(report.connections() > 0, report.toString());
    }
}
