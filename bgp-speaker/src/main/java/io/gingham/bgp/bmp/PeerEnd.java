package io.gingham.bgp.bmp;

import io.gingham.bgp.message.BgpMessage.Notification;

/// Why a collector hears no more of a peer (RFC 7854 section 4.9).
public sealed interface PeerEnd {

    /// We ended the session, and said so.
    record Sent(Notification notification) implements PeerEnd {}

    /// We ended the session without a word.
    ///
    /// @param event of RFC 4271 section 8.1; 0 for none of them
    record Silent(int event) implements PeerEnd {

        /// Event 2.
        public static final Silent MANUAL_STOP = new Silent(2);
    }

    /// The peer ended it, and said so.
    record Received(Notification notification) implements PeerEnd {}

    /// The connection closed or broke.
    record Closed() implements PeerEnd {}
}
