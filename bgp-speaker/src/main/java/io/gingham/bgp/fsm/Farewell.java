package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpMessage.Notification;

/// How a session is left on purpose.
public sealed interface Farewell {

    /// The connection is closed and nothing is said: a peer that knows graceful restart keeps our
    /// routes until its restart timer ends.
    record Silent() implements Farewell {}

    /// The peer is told, and drops our routes.
    record Said(Notification notification) implements Farewell {}

    static Farewell silent() {
        return new Silent();
    }
}
