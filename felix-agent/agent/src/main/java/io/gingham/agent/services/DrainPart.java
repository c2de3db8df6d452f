package io.gingham.agent.services;

import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.services.ServicesPart.Leave;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the Node's condition `ServiceRoutesWithdrawn`: true once a cordoned node draws no more
/// traffic for services, so that whoever waits for it may go on to empty the node. A node that was
/// never cordoned has no such condition: nothing is written there.
public final class DrainPart implements Part {

    public static final String NAME = "drain";

    private final Supplier<Leave> leave;
    private final Runnable settled;
    private final Writer writer;

    // Only the loop's thread touches these.
    private @Nullable Said said;
    private boolean writtenByUs;

    /// What the condition says.
    ///
    /// @param status `True` or `False`
    /// @param reason one word
    public record Said(String status, String reason, String message) {

        /// `30`, `0.5`.
        private static String seconds(Duration time) {
            return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
        }

        static Said of(Leave leave) {
            return switch (leave.stage()) {
                case SERVING ->
                        new Said(
                                "False",
                                "GinghamAnnounces",
                                "the node takes pods, and announces services' addresses where BGPConfiguration names any");
                case LEAVING ->
                        new Said(
                                "False",
                                "GinghamDrains",
                                "the node is cordoned: %d routes of services are announced as the last choice (GRACEFUL_SHUTDOWN, RFC 8326), and withdrawn %s s after the cordon"
                                        .formatted(leave.routes(), seconds(leave.time())));
                case GONE ->
                        new Said(
                                "True",
                                "GinghamHasWithdrawn",
                                "the node is cordoned and announces no service: it is safe to evict its pods, whose own routes stay");
            };
        }
    }

    /// Writes the condition.
    @FunctionalInterface
    public interface Writer {
        /// @param transition the status is another than before
        void write(Said said, boolean transition);
    }

    /// @param settled returns when peers have been told what was decided before
    /// @param writer to the API server
    public DrainPart(ServicesPart services, Runnable settled, Writer writer) {
        this(services.leave(), settled, writer);
    }

    DrainPart(Supplier<Leave> leave, Runnable settled, Writer writer) {
        this.leave = leave;
        this.settled = settled;
        this.writer = writer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(boolean refresh) {
        Leave now = leave.get();
        Said wanted = Said.of(now);
        String seen = now.duty().drained();
        Said before = said;
        boolean told =
                before == null
                        ? nothingIsToSay(now, wanted)
                        : before.reason().equals(wanted.reason());
        if (told) {
            said = wanted;
            return;
        }
        if (now.stage() == Drain.Stage.GONE) {
            settled.run();
        }
        writer.write(
                wanted,
                !wanted.status().equals(before != null && writtenByUs ? before.status() : seen));
        writtenByUs = true;
        said = wanted;
    }

    /// The node was never cordoned, or an earlier agent has said it.
    private static boolean nothingIsToSay(Leave now, Said wanted) {
        String seen = now.duty().drained();
        return seen.equals(wanted.status())
                || (seen.isEmpty() && now.stage() == Drain.Stage.SERVING);
    }

    @Override
    public Health health(String failure) {
        return failure.isEmpty()
                ? Health.GOOD
                : Health.of(
                        List.of(
                                Problem.note(
                                        "drain-condition",
                                        "",
                                        "the condition "
                                                + NodeDuty.DRAINED
                                                + " can't be written, trying again: "
                                                + failure)));
    }
}
