package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;

/// Counts one direction's messages. For one thread.
final class MessageCounter {

    /// Where a message's type stands (RFC 4271 section 4.1).
    private static final int TYPE = 18;

    /// RFC 2918 section 3.
    private static final byte ROUTE_REFRESH = 5;

    private long opens;
    private long updates;
    private long notifications;
    private long keepalives;
    private long routeRefreshes;

    void count(BgpMessage message) {
        switch (message) {
            case Open _ -> opens++;
            case Update _ -> updates++;
            case Notification _ -> notifications++;
            case Keepalive _ -> keepalives++;
            case RouteRefresh _ -> routeRefreshes++;
        }
    }

    /// Updates and refresh markers: whole messages, one after the other.
    void count(byte[] messages) {
        int at = 0;
        while (at + MessageFraming.HEADER <= messages.length) {
            if (messages[at + TYPE] == ROUTE_REFRESH) {
                routeRefreshes++;
            } else {
                updates++;
            }
            at += (messages[at + 16] & 0xff) << 8 | (messages[at + 17] & 0xff);
        }
    }

    MessageCounts counts() {
        return new MessageCounts(opens, updates, notifications, keepalives, routeRefreshes);
    }
}
