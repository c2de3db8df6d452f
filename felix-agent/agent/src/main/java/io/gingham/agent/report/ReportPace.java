package io.gingham.agent.report;

import io.gingham.crds.v1.GinghamNodeStatus;
import io.gingham.crds.v1.GinghamNodeStatus.NodeReportCondition;
import io.gingham.crds.v1.GinghamNodeStatus.ReportedProblem;
import io.gingham.crds.v1.GinghamNodeStatus.Session;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How often a node writes: thousands do. What is news is written when it has been so for a moment,
/// but not more often than every ten seconds; numbers that move every five minutes; and all of it
/// every half hour. For one thread.
final class ReportPace {

    static final Duration BETWEEN = Duration.ofSeconds(10);
    static final Duration COUNTS = Duration.ofMinutes(5);

    /// Somebody may have deleted it, and a reader wants to know that it still holds.
    static final Duration ANYHOW = Duration.ofMinutes(30);

    private @Nullable GinghamNodeStatus written;
    private long writtenAt;

    /// What is news when it is otherwise. Texts that change while the matter stays, as the reason
    /// of each failed attempt, are none.
    private record News(
            long asNumber,
            String routerId,
            String peers,
            List<String> sessions,
            List<String> conditions,
            List<String> problems) {

        static News of(GinghamNodeStatus status) {
            return new News(
                    status.asNumber(),
                    status.routerID(),
                    status.peers(),
                    status.sessions().stream().map(News::of).toList(),
                    status.conditions().stream().map(News::of).toList(),
                    status.problems().stream().map(News::of).toList());
        }

        private static String of(Session session) {
            boolean isUp = session.state().equals("Established");
            return String.join(
                    " ",
                    session.name(),
                    session.address(),
                    String.valueOf(isUp),
                    session.bfd(),
                    String.valueOf(session.flaps()));
        }

        private static String of(NodeReportCondition condition) {
            return condition.type() + " " + condition.status() + " " + condition.reason();
        }

        private static String of(ReportedProblem problem) {
            return problem.id() + " " + problem.object();
        }
    }

    /// @param now in nanoseconds
    boolean isDue(GinghamNodeStatus status, long now) {
        if (written == null) {
            return true;
        }
        Duration since = Duration.ofNanos(now - writtenAt);
        boolean news = !News.of(status).equals(News.of(written));
        boolean counts =
                !status.sessions().equals(written.sessions())
                        || status.routes() != written.routes();
        return since.compareTo(ANYHOW) >= 0
                || (news && since.compareTo(BETWEEN) >= 0)
                || (counts && since.compareTo(COUNTS) >= 0);
    }

    void written(GinghamNodeStatus status, long now) {
        written = status;
        writtenAt = now;
    }
}
