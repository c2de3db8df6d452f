package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;

/// A node with the agent's CNI server, the launcher and the kernel, for one test.
abstract class CniServerFixture {

    final CniNode node;
    final Netlink host = Netlink.open();

    CniServerFixture() throws IOException {
        node = new CniNode();
    }

    @AfterEach
    void close() throws IOException {
        List<String> left = caliLinks();
        left.forEach(host::deleteLink);
        host.close();
        node.close();
    }

    void assertNothingLeft(NetworkNamespace pod) throws IOException {
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), node.server.endpoints());
        try (Netlink inPod = Netlink.open(pod)) {
            assertTrue(inPod.link("eth0").isEmpty());
        }
        assertEquals(List.of(), host.routes(RouteFilter.main(IpFamily.IPV4)));
    }

    static void assertError(CniErrorCode code, ProcessResult result) {
        assertEquals(1, result.exitCode(), result::stdoutText);
        JsonNode error = CniNode.json(result);
        assertEquals(code.number(), error.path("code").asInt(), result::stdoutText);
        assertFalse(error.path("msg").asText().isBlank());
    }

    List<String> caliLinks() {
        return host.links().stream()
                .map(Link::name)
                .filter(name -> name.startsWith(HostInterfaceName.PREFIX))
                .toList();
    }

    /// On a thread of its own; the common pool may have only one.
    static Future<ProcessResult> later(Callable<ProcessResult> call) {
        FutureTask<ProcessResult> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /// A condition that may fail while it does not hold.
    interface Condition {
        boolean holds() throws IOException;
    }

    /// Waits for what must come about, at most a minute.
    static void await(Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "it did not come about within a minute");
            Thread.sleep(5);
        }
    }

    static String podMac(NetworkNamespace pod) {
        try (Netlink inPod = Netlink.open(pod)) {
            return inPod.link("eth0").orElseThrow().mac().toString();
        }
    }

    static String withPrevious(String config, JsonNode result) {
        return config.replaceFirst(
                "\\{", java.util.regex.Matcher.quoteReplacement("{\"prevResult\":" + result + ","));
    }

    static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
