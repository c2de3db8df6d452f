package io.gingham.netlink.router;

import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.router.RouterMessage.Advertisement;
import io.gingham.netlink.router.RouterMessage.Solicitation;
import io.gingham.netlink.router.RouterSocket.Heard;
import io.gingham.netlink.router.Verdict.Invalid;
import io.gingham.netlink.router.Verdict.Valid;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Router discovery on one interface: advertises us, and tells who the router at the other end is.
/// The interface need not exist yet, and may go and come back.
public final class RouterLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouterLink.class);

    private static final Duration TICK = Duration.ofMillis(500);

    /// After the interface went away, or before it is there.
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String interfaceName;
    private final Consumer<IpAddress> found;
    private final RouterChoice choice = new RouterChoice();
    private final CountDownLatch closed = new CountDownLatch(1);
    private String problem = "";
    private boolean oddityTold;

    private RouterLink(String interfaceName, Consumer<IpAddress> found) {
        this.interfaceName = interfaceName;
        this.found = found;
    }

    /// Begins, on a thread of its own in the caller's network namespace.
    ///
    /// @param found told, on that thread, the neighbour's link-local address: when it is first
    ///   heard, and when it is another one
    /// @throws NetlinkException EPERM without CAP_NET_RAW
    public static RouterLink start(String interfaceName, Consumer<IpAddress> found) {
        RouterSocket.requireRight();
        RouterLink link = new RouterLink(interfaceName, found);
        Thread.ofPlatform().daemon().name("routers " + interfaceName).start(link::run);
        return link;
    }

    /// Returns at once; one more call of the listener may be under way.
    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                try (RouterSocket socket = new RouterSocket(interfaceName, TICK)) {
                    converse(socket);
                } catch (NetlinkException e) {
                    failed(e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(NetlinkException e) {
        String now = String.valueOf(e.getMessage());
        if (!now.equals(problem)) {
            problem = now;
            LOG.warn("router discovery on {} waits: {}", interfaceName, now);
        }
    }

    /// Until we are closed, or the interface is not what it was.
    private void converse(RouterSocket socket) {
        AdvertisementTimes times = new AdvertisementTimes(System.nanoTime());
        while (closed.getCount() > 0) {
            if (times.isDue(System.nanoTime())) {
                if (!socket.isCurrent()) {
                    return;
                }
                socket.advertise();
                times.sent(System.nanoTime());
                if (!problem.isEmpty()) {
                    problem = "";
                    LOG.info("router discovery on {} goes on", interfaceName);
                }
            }
            socket.receive().ifPresent(heard -> heard(heard, times));
        }
    }

    private void heard(Heard heard, AdvertisementTimes times) {
        switch (heard.verdict()) {
            case Valid(Advertisement _) -> router(heard.source());
            case Valid(Solicitation _) -> times.solicited(System.nanoTime());
            case Invalid(String why) -> odd(heard.source(), why);
        }
    }

    private void router(IpAddress source) {
        choice.heard(source, System.nanoTime())
                .ifPresent(
                        router -> {
                            LOG.info("the router on {} is {}", interfaceName, router);
                            tell(router);
                        });
    }

    private void tell(IpAddress router) {
        try {
            found.accept(router);
        } catch (RuntimeException e) {
            // The conversation goes on all the same.
            LOG.error("nobody could use the address of the router on {}", interfaceName, e);
        }
    }

    /// Once: whoever sends such things could fill the log.
    private void odd(IpAddress source, String why) {
        if (!oddityTold) {
            oddityTold = true;
            LOG.warn(
                    "a message of router discovery from {} on {} is ignored, as all such will be:"
                            + " {}",
                    source,
                    interfaceName,
                    why);
        }
    }
}
