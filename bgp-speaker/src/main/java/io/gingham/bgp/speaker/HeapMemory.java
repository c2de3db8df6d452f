package io.gingham.bgp.speaker;

import java.util.function.IntSupplier;

/// The Java heap as the place of routes: when it is full, and when it is worth tidying up.
///
/// Only what a collection of the *whole* heap has left counts as in use: at any other moment most
/// of what lies there may be garbage. The virtual machine makes such a collection before it gives
/// up on an allocation, so there is a fresh figure each time it matters. But the moment is its own
/// choice: messages may wait then that are garbage a moment later, and the more of them the slower
/// the machine is. So that figure raises a suspicion only; it is decided by another one, of a
/// moment when nothing is on its way ([MemoryGuard]).
///
/// By itself the virtual machine collects the old part only when the heap can't grow any more,
/// however far below what it may have the tables are. So whoever has seen a table come and go asks
/// for it: at work when as much again as is in use has been thrown away, at rest when a part of it.
final class HeapMemory implements RouteMemory {

    private static final long MIB = 1 << 20;

    /// A route, or a prefix, and its share of tables and attributes: as measured with 1,000,000 of
    /// each; see docs/performance.md.
    static final long ENTRY_OCTETS = 90;

    /// Less is no room: one message can bring so much. And of a large heap, one part in so many.
    private static final long LEAST_ROOM = 3 * MIB;

    private static final int ROOM_PART = 40;

    /// What the end of a session takes for each of its routes, for they are written down as
    /// changes.
    private static final long ENDING_OCTETS = 16;

    /// A route with its prefix.
    private static final long ROUTE_OCTETS = 2 * ENTRY_OCTETS;

    /// Routes fill the heap if they take at least one part in so many of what is in use.
    private static final int FILLING_PART = 4;

    /// How many times the room that must be there is to be won, so that the next message does not
    /// end the next session.
    private static final int WINNING = 2;

    /// Garbage that is not worth a collection, at work and at rest.
    private static final long WORKING_GARBAGE = 256 * MIB;

    private static final long RESTING_GARBAGE = 16 * MIB;

    /// At rest, garbage of one part in so many of what is in use is left alone.
    private static final int RESTING_PART = 3;

    private final HeapFigures heap;

    /// Collections that [#seemsShort] or [#isShort] has looked at.
    private long judged;

    /// Collections that `left` is of, what the last of them left, and how many entries there were.
    private long noted;

    private long left;
    private int entriesLeft;

    /// Entries that were there at the last collection that was asked for, or have come since,
    /// whether or not they are there still.
    private long came;

    private int before;

    HeapMemory(HeapFigures heap) {
        this.heap = heap;
        this.left = heap.used();
    }

    @Override
    public boolean seemsShort(IntSupplier largest) {
        long collections = heap.fullCollections();
        if (collections == judged) {
            return false;
        }
        judged = collections;
        return leftTooLittle(largest);
    }

    @Override
    public boolean isShort(IntSupplier largest) {
        heap.collect();
        judged = heap.fullCollections();
        return leftTooLittle(largest);
    }

    private boolean leftTooLittle(IntSupplier largest) {
        return heap.most() - heap.left() < room() + largest.getAsInt() * ENDING_OCTETS;
    }

    private long room() {
        return Math.max(LEAST_ROOM, heap.most() / ROOM_PART);
    }

    @Override
    public int routesToGiveUp(int all) {
        long take = all * ROUTE_OCTETS;
        return take < heap.left() / FILLING_PART
                ? 0
                : (int) Math.min(all, WINNING * room() / ROUTE_OCTETS + 1);
    }

    /// The number must be a new one before another session is ended.
    @Override
    public void freed() {
        heap.collect();
    }

    @Override
    public void working(int entries) {
        long inUse = inUse(entries);
        if (isOurs(entries) && heap.used() - inUse > Math.max(WORKING_GARBAGE, inUse)) {
            collect(entries);
        }
    }

    @Override
    public void resting(int entries) {
        long inUse = inUse(entries);
        if (isOurs(entries)
                && heap.used() - inUse > Math.max(RESTING_GARBAGE, inUse / RESTING_PART)) {
            collect(entries);
        }
    }

    /// Whether routes can have left that garbage: in an agent most of the heap is somebody else's,
    /// and a collection of the whole of it is a long time for a pod that starts.
    private boolean isOurs(int entries) {
        came += Math.max(0, entries - before);
        before = entries;
        return came * ENTRY_OCTETS >= heap.used() / FILLING_PART;
    }

    private void collect(int entries) {
        heap.collect();
        came = entries;
        note(entries);
    }

    /// What the last collection left, and what has come and gone since.
    private long inUse(int entries) {
        if (heap.fullCollections() != noted) {
            note(entries);
        }
        return Math.max(0, left + (entries - entriesLeft) * ENTRY_OCTETS);
    }

    private void note(int entries) {
        noted = heap.fullCollections();
        left = heap.left();
        entriesLeft = entries;
    }
}
