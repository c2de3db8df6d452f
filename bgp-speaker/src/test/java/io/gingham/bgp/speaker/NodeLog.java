package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// All that ever reached a simulated speaker, in its order: what it did is a function of that.
final class NodeLog {

    sealed interface Input {
        /// The core's timer of that number, counted as they were set.
        record Fired(int timer) implements Input {}

        /// There is a connection of that number on its way.
        record Opened(int connection, IpAddress remote) implements Input {}

        /// An attempt of that number came to a connection.
        record Connected(int attempt, int connection) implements Input {}

        record Failed(int attempt, String reason) implements Input {}

        record Incoming(int connection) implements Input {}

        record Read(int connection, List<Byte> message) implements Input {}

        record Closed(int connection, String reason) implements Input {}

        record Originate(Set<IpPrefix> prefixes) implements Input {}

        record Refresh(String peer) implements Input {}
    }

    /// @param at on the world's clock, in nanoseconds
    record Entry(long at, Input input) {}

    final List<Entry> entries = new ArrayList<>();
    final List<Double> randoms = new ArrayList<>();

    void add(long at, Input input) {
        entries.add(new Entry(at, input));
    }

    static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>(bytes.length);
        for (byte each : bytes) {
            boxed.add(each);
        }
        return boxed;
    }

    static byte[] unboxed(List<Byte> bytes) {
        byte[] plain = new byte[bytes.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = bytes.get(i);
        }
        return plain;
    }
}
