package io.gingham.cni.spec;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Bounds how much JSON is a tree at a time, over all requests: a tree takes up to forty times the
/// memory of its text (`{"":{}}` is seven bytes, and 280 of objects). Who comes too early waits for
/// a turn, which are short: a tree is made, read and forgotten, never kept.
final class TreeBudget {

    /// Of text: one request of the largest size, or sixteen of 64 KiB.
    private static final int BYTES = 1 << 20;

    private static final Semaphore FREE = new Semaphore(BYTES, true);

    private TreeBudget() {}

    /// Runs work that makes a tree of so many bytes. Not to be nested.
    static <T> T with(int bytes, Supplier<T> work) {
        int share = Math.clamp(bytes, 1, BYTES);
        FREE.acquireUninterruptibly(share);
        try {
            return work.get();
        } finally {
            FREE.release(share);
        }
    }
}
