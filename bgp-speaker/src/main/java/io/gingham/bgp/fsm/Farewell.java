package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpMessage.Notification;

/// How a session is left on purpose.
public sealed interface Farewell {

    /// We are back in a moment, and the peer is to keep our routes until then. It is told why where
    /// that does no harm: where RFC 8538 was agreed upon, and where no graceful restart was, so
    /// that it drops them anyway. Else the connection is closed without a word, and the peer keeps
    /// the routes until its restart timer ends.
    record Pause(Notification notification) implements Farewell {}

    /// The peer is told, and drops our routes. Where RFC 8538 was agreed upon the message goes out
    /// as a Hard Reset.
    record Final(Notification notification) implements Farewell {}
}
