package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.bmp.BmpCollector;
import io.gingham.bgp.bmp.station.CollectorLink;
import io.gingham.bgp.bmp.station.CollectorNetwork;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections to collectors over real sockets.
@Timeout(60)
class NettyCollectorsTest {

    private static final IpAddress HERE = IpAddress.parse("127.0.0.1");

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SpeakerThread thread = new SpeakerThread();
    private final NettyNetwork network = new NettyNetwork(thread);
    private final NettyCollectors collectors = new NettyCollectors(network, thread);
    private final List<CollectorLink> links = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger writable = new AtomicInteger();

    private final CollectorNetwork.Events events =
            new CollectorNetwork.Events() {
                @Override
                public void connected(CollectorLink link) {
                    links.add(link);
                }

                @Override
                public void ended(String why) {
                    ends.add(why);
                }

                @Override
                public void writable() {
                    writable.incrementAndGet();
                }
            };

    @AfterEach
    void close() {
        network.close();
        thread.close();
    }

    private CollectorLink connect(BmpCollector collector) {
        collectors.connect(HERE, collector.port(), events);
        Await.until("a connection", LIMIT, () -> !links.isEmpty());
        return links.getFirst();
    }

    @Test
    void whatACollectorDoesNotReadIsKnownAndLeavesWhenItReads() {
        try (BmpCollector collector = new BmpCollector("127.0.0.1")) {
            collector.reads(false);
            CollectorLink link = connect(collector);
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 32; i++) {
                link.send(much);
            }
            assertTrue(link.backlog() > 8 << 20, link.backlog() + " octets wait");
            assertEquals(0, writable.get());
            collector.reads(true);
            Await.until("all is taken", LIMIT, () -> link.backlog() == 0);
            Await.until("and that is said", LIMIT, () -> writable.get() > 0);
        }
    }

    @Test
    void aCollectorThatHangsUpIsNoticed() {
        try (BmpCollector collector = new BmpCollector("127.0.0.1")) {
            connect(collector);
            Await.until("it accepted", LIMIT, () -> collector.connections() == 1);
            collector.hangUp();
            Await.until("the end", LIMIT, () -> !ends.isEmpty());
            assertEquals(List.of("the collector closed the connection"), ends);
        }
    }

    @Test
    void aPortThatNobodyListensAtIsSaid() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        collectors.connect(HERE, port, events);
        Await.until("the end", LIMIT, () -> !ends.isEmpty());
        assertTrue(ends.getFirst().startsWith("can't connect: "), ends.getFirst());
    }

    @Test
    void whatWasSaidLastStillArrives() {
        try (BmpCollector collector = new BmpCollector("127.0.0.1")) {
            CollectorLink link = connect(collector);
            link.send(new byte[] {3, 0, 0, 0, 18, 4, 0, 1, 0, 2, 'a', 'b', 0, 2, 0, 2, 'n', '1'});
            link.send(new byte[] {3, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 0});
            link.close();
            Await.until(
                    "the termination",
                    LIMIT,
                    () -> collector.tables().map(all -> all.termination != null).orElse(false));
            assertEquals(List.of(), ends, "a close of ours is no event");
        }
    }
}
