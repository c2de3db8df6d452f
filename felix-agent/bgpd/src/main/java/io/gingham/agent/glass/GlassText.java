package io.gingham.agent.glass;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The looking glass's answers as tables, as `birdc` and `gobgp` have made engineers expect them.
public final class GlassText {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final List<String> PEER_HEAD =
            List.of(
                    "Peer",
                    "Address",
                    "AS",
                    "State",
                    "BFD",
                    "Up for",
                    "Received",
                    "Accepted",
                    "Told",
                    "Msgs in",
                    "Msgs out",
                    "Queue",
                    "Hold left",
                    "Flaps",
                    "Last error");

    private static final List<String> COLLECTOR_HEAD =
            List.of(
                    "BMP collector",
                    "State",
                    "Shown",
                    "Up for",
                    "Msgs",
                    "Queue",
                    "Connections",
                    "Too slow",
                    "Last error");

    private GlassText() {}

    public static String of(PeersAnswer answer) {
        if (answer.peers().isEmpty()) {
            return "no peers\n" + collectors(answer);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(PEER_HEAD);
        answer.peers().forEach(peer -> rows.add(row(peer)));
        return table(rows) + restart(answer) + collectors(answer);
    }

    private static String collectors(PeersAnswer answer) {
        if (answer.collectors().isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLLECTOR_HEAD);
        for (SeenCollector each : answer.collectors()) {
            rows.add(
                    List.of(
                            each.address(),
                            each.state(),
                            String.join(",", each.monitor()),
                            each.upSeconds() == 0 ? "-" : time(each.upSeconds()),
                            "" + each.messages(),
                            "" + each.backlogOctets(),
                            "" + each.connections(),
                            "" + each.overflows(),
                            each.lastError()));
        }
        return "\n" + table(rows);
    }

    /// Nothing is told before: somebody may wonder.
    private static String restart(PeersAnswer answer) {
        List<String> awaited =
                answer.peers().stream().filter(SeenPeer::awaited).map(SeenPeer::name).toList();
        return awaited.isEmpty()
                ? ""
                : "restart: routes wait until these peers have sent theirs: "
                        + String.join(", ", awaited)
                        + "\n";
    }

    private static List<String> row(SeenPeer peer) {
        Long hold = peer.holdTimeLeftSeconds();
        Boolean bfd = peer.bfdUp();
        return List.of(
                peer.name(),
                peer.address(),
                "" + peer.asn(),
                peer.state(),
                bfd == null ? "-" : bfd ? "up" : "down",
                peer.state().equals("Established") ? time(peer.uptimeSeconds()) : "-",
                "" + peer.received(),
                "" + peer.accepted(),
                "" + peer.advertised(),
                "" + peer.messagesIn().total(),
                "" + peer.messagesOut().total(),
                "" + peer.backlogOctets(),
                hold == null ? "-" : hold + "s",
                "" + peer.flaps(),
                peer.lastError());
    }

    public static String of(RoutesAnswer answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(head(""));
        for (SeenRoute route : answer.routes()) {
            rows.add(row(route, ""));
        }
        int left = answer.total() - answer.routes().size();
        String rest = left == 0 ? "" : "… and " + left + " more; see them with --limit\n";
        return answer.routes().isEmpty() ? "no routes\n" : table(rows) + rest;
    }

    public static String of(ExplainAnswer answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(head("Verdict"));
        answer.candidates()
                .forEach(candidate -> rows.add(row(candidate.route(), candidate.verdict())));
        int paths = answer.candidates().size();
        return answer.prefix() + ": " + paths + (paths == 1 ? " path\n" : " paths\n") + table(rows);
    }

    private static List<String> head(String verdict) {
        return List.of(
                "", "Prefix", "Next hop", "From", "Pref", "MED", "AS path", "Communities", verdict);
    }

    private static List<String> row(SeenRoute route, String verdict) {
        List<String> communities = new ArrayList<>(route.communities());
        route.extendedCommunities().forEach(each -> communities.add("ext:" + each));
        communities.addAll(route.largeCommunities());
        Long preference = route.localPreference();
        Long med = route.med();
        return List.of(
                (route.best() ? "*" : route.beside() ? "=" : " ") + (route.stale() ? "S" : ""),
                route.prefix(),
                route.nextHop().isEmpty() ? "-" : route.nextHop(),
                route.from(),
                preference == null ? "-" : "" + preference,
                med == null ? "-" : "" + med,
                (route.asPath() + " " + route.origin().charAt(0)).strip(),
                String.join(" ", communities),
                verdict);
    }

    /// `43s`, `12:07`, `3:12:07`, `5d 03:12`.
    static String time(long seconds) {
        if (seconds < MINUTE) {
            return seconds + "s";
        }
        long hours = seconds % DAY / HOUR;
        long minutes = seconds % HOUR / MINUTE;
        if (seconds < HOUR) {
            return String.format(Locale.ROOT, "%d:%02d", minutes, seconds % MINUTE);
        }
        return seconds < DAY
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % MINUTE)
                : String.format(Locale.ROOT, "%dd %02d:%02d", seconds / DAY, hours, minutes);
    }

    /// Columns as wide as their widest; numbers to the right.
    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            widths[c] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
            numbers[c] =
                    rows.stream().skip(1).allMatch(row -> row.get(column).matches("-|[0-9]+s?"));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String pad = " ".repeat(widths[c] - row.get(c).length());
                line.append(numbers[c] ? pad + row.get(c) : row.get(c) + pad).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
