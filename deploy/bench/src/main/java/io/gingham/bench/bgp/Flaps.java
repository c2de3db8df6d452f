package io.gingham.bench.bgp;

import java.nio.ByteBuffer;

/// Routes that change again and again, each change an UPDATE of its own, numbered by its MED. A
/// thousand prefixes take turns.
final class Flaps {

    private static final int PREFIXES = 1000;

    /// 198.18.0.0/15, for benchmarks (RFC 2544), in /32; nothing else here gives such.
    private static final int FIRST_PREFIX = 0xc612_0000;

    private final AttributeMaker attributes;

    Flaps(int nextHop) {
        attributes = AttributeMaker.internal(1, nextHop);
    }

    ByteBuffer announce(int number) {
        return many(number, 1);
    }

    ByteBuffer many(int firstNumber, int count) {
        WireBuffer out = new WireBuffer(count * 96);
        for (int number = firstNumber; number < firstNumber + count; number++) {
            int start = out.beginMessage(2);
            out.put16(0);
            attributes.putWithMed(out, number % PREFIXES, number);
            out.putPrefix(FIRST_PREFIX + number % PREFIXES, 32);
            out.endMessage(start);
        }
        return ByteBuffer.wrap(out.toBytes());
    }
}
