package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.process.ProcessResult;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// STATUS says whether ADDs would succeed. Source: CNI SPEC 1.1.0, STATUS; code 50.
class StatusTest extends CniServerFixture {

    private static final class GateWithoutRules implements PolicyGate {

        @Override
        public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Optional<String> unready() {
            return Optional.of("the rules were flushed");
        }
    }

    StatusTest() throws IOException {}

    private ProcessResult status() {
        return node.call("STATUS", "", "", "", node.config("1.1.0"));
    }

    @Test
    void rulesThatAreGoneAreTold() {
        status().orThrow();
        node.gate = new GateWithoutRules();

        ProcessResult status = status();

        assertError(CniErrorCode.NOT_AVAILABLE, status);
        assertTrue(status.stdoutText().contains("the rules were flushed"), status::stdoutText);
    }

    /// A container runtime calls the node not ready at the first failure.
    @Test
    void anAgentThatIsRestartedIsWaitedFor() throws Exception {
        node.server.close();
        CompletableFuture<ProcessResult> status = CompletableFuture.supplyAsync(this::status);
        // What is not there fails at once for all else.
        assertEquals(1, node.call("ADD", "c1", "", "web", node.config("1.1.0")).exitCode());
        assertFalse(status.isDone());

        node.server = node.startAgain();

        status.get(30, TimeUnit.SECONDS).orThrow();
    }
}
