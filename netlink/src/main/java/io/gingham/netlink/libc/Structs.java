package io.gingham.netlink.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// C structures as the kernel takes them.
public final class Structs {

    private Structs() {}

    /// The bytes, in this machine's order.
    public static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /// int
    public static byte[] number(int value) {
        byte[] bytes = new byte[4];
        view(bytes).putInt(0, value);
        return bytes;
    }

    /// struct timeval of a 64-bit machine.
    public static byte[] timeval(Duration limit) {
        byte[] bytes = new byte[16];
        view(bytes).putLong(0, limit.toSeconds()).putLong(8, limit.toNanosPart() / 1000);
        return bytes;
    }
}
