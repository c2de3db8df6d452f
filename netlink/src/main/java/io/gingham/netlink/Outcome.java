package io.gingham.netlink;

import org.jspecify.annotations.Nullable;

/// What a piece of work ended with, carried from one thread to another.
sealed interface Outcome<T extends @Nullable Object> {

    record Returned<T extends @Nullable Object>(T value) implements Outcome<T> {}

    record Threw<T extends @Nullable Object>(Throwable problem) implements Outcome<T> {}

    static <T extends @Nullable Object> Outcome<T> of(
            NetworkNamespace.Work<T, ? extends Exception> work) {
        try {
            return new Returned<>(work.call());
        } catch (Throwable e) { // all of it, errors too, belongs to the thread that waits
            return new Threw<>(e);
        }
    }

    /// @param <X> the only checked exception that the work can throw
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    default <X extends Exception> T get() throws X {
        return switch (this) {
            case Returned<T>(T value) -> value;
            case Threw<T>(Error problem) -> throw problem;
            case Threw<T>(Throwable problem) -> throw (X) problem;
        };
    }
}
