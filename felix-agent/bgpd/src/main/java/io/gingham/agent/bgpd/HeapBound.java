package io.gingham.agent.bgpd;

import java.util.Locale;

/// How large the heap of `bgp run` may become, and why. It is a bound, not a size: the heap is as
/// large as what lies in it.
///
/// @param octets for -Xmx
/// @param why for the log: what it is, and of what
public record HeapBound(long octets, String why) {

    private static final long MIB = 1 << 20;

    /// What the virtual machine takes besides: code, classes, threads, buffers, the collector's own
    /// tables.
    private static final long BESIDES = 128 * MIB;

    /// No table at all fits into less.
    private static final long LEAST = 48 * MIB;

    /// Above, a reference takes eight octets and not four: every route takes more, and 31 GiB hold
    /// 150,000,000 of them.
    private static final long MOST = 31L << 30;

    public static HeapBound of(MachineMemory memory, HeapNeed need) {
        long room = Math.clamp(room(memory), LEAST, MOST);
        if (need.isBounded() && need.octets() <= room) {
            return new HeapBound(
                    need.octets(),
                    String.format(
                            Locale.ROOT,
                            "enough for the %,d routes that the configuration allows",
                            need.routes()));
        }
        return new HeapBound(room, why(room, memory) + "; " + what(need));
    }

    /// A container is there for the speaker alone, a machine is not.
    private static long room(MachineMemory memory) {
        if (memory.container().isEmpty()) {
            return memory.machine() / 2;
        }
        long limit = memory.container().getAsLong();
        return Math.max(limit / 2, limit - Math.max(BESIDES, limit / 4));
    }

    private static String why(long room, MachineMemory memory) {
        if (room == MOST) {
            return "more makes every route larger";
        }
        String of =
                memory.container().isPresent()
                        ? "the container's limit of " + mib(memory.container().getAsLong())
                        : "half of this machine's " + mib(memory.machine());
        return room == LEAST ? "the least there can be; more than " + of + " allows" : of;
    }

    private static String what(HeapNeed need) {
        String bounded =
                String.format(
                        Locale.ROOT, "%,d routes, about %s", need.routes(), mib(need.octets()));
        if (need.isBounded()) {
            return "the configuration allows " + bounded;
        }
        String first = need.unbounded().getFirst();
        int others = need.unbounded().size() - 1;
        return first
                + (others == 0 ? " has" : " and " + others + " more have")
                + " no prefixLimit"
                + (need.routes() == 0 ? "" : ", the others may bring " + bounded);
    }

    static String mib(long octets) {
        return String.format(Locale.ROOT, "%,d MiB", octets / MIB);
    }

    /// For the log.
    @Override
    public String toString() {
        return "at most " + mib(octets) + ", " + why;
    }
}
