package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import java.io.ByteArrayOutputStream;

/// A message to its bytes, header included.
public final class MessageEncoder {

    private static final int EXTENDED_LENGTH = 0x10;

    private MessageEncoder() {}

    /// @throws IllegalArgumentException if it would be longer than the peer understands: the
    ///   caller's error, see [UpdateWriter]
    public static byte[] encode(BgpMessage message, CodecContext context) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(64);
        MessageType type =
                switch (message) {
                    case Open open -> writeOpen(open, body);
                    case Update update -> writeUpdate(update, context, body);
                    case Notification notification -> writeNotification(notification, body);
                    case Keepalive() -> MessageType.KEEPALIVE;
                    case RouteRefresh refresh -> writeRouteRefresh(refresh, body);
                };
        int length = MessageFraming.HEADER + body.size();
        int most = type.maxLength(context.out().extendedMessages());
        if (length > most) {
            throw new IllegalArgumentException(
                    "a message of " + length + " octets; " + most + " is the most here");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        for (int i = 0; i < MessageFraming.MARKER; i++) {
            out.write(0xff);
        }
        Wire.writeShort(out, length);
        out.write(type.code());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    /// The attributes as they stand in an update, without the length before them.
    static byte[] attributes(PathAttributes attributes, CodecContext context) {
        PathAttributes said = context.fourOctetAs() ? attributes : As4Merge.split(attributes);
        Bytes out = new Bytes(128);
        for (PathAttribute attribute : said.asList()) {
            if (attribute instanceof PathAttribute.Unknown unknown) {
                int start = begin(unknown.flags(), unknown.type(), out);
                out.writeBytes(unknown.value().toBytes());
                end(start, out);
            } else {
                AttributeCodec<?> codec = AttributeCodecs.of(attribute);
                int start = begin(codec.category().flags(), attribute.type(), out);
                codec.write(attribute, context, out);
                end(start, out);
            }
        }
        return out.toByteArray();
    }

    /// @return where the attribute begins
    private static int begin(int flags, int type, Bytes out) {
        int start = out.length();
        out.write(flags);
        out.write(type);
        out.write(0);
        return start;
    }

    /// Puts in the length, which has two octets where one does not do.
    private static void end(int start, Bytes out) {
        int length = out.length() - start - 3;
        if (length > 0xff) {
            out.makeRoom(start + 3);
            out.set(start, out.at(start) | EXTENDED_LENGTH);
            out.set(start + 2, length >>> 8);
            out.set(start + 3, length);
        } else {
            out.set(start + 2, length);
        }
    }

    private static MessageType writeOpen(Open open, ByteArrayOutputStream out) {
        ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
        for (Capability capability : open.capabilities()) {
            byte[] bytes = CapabilityCodec.encode(capability);
            // One parameter each: some old speakers read only the first capability of a parameter.
            capabilities.write(2);
            capabilities.write(bytes.length);
            capabilities.writeBytes(bytes);
        }
        if (capabilities.size() > 254) {
            throw new IllegalArgumentException(
                    "capabilities of " + capabilities.size() + " octets; 254 is the most");
        }
        out.write(4);
        Wire.write(out, open.myAs(), false);
        Wire.writeShort(out, open.holdTimeSeconds());
        Wire.writeInt(out, open.routerId().bits());
        out.write(capabilities.size());
        out.writeBytes(capabilities.toByteArray());
        return MessageType.OPEN;
    }

    private static MessageType writeUpdate(
            Update update, CodecContext context, ByteArrayOutputStream out) {
        ByteArrayOutputStream withdrawn = new ByteArrayOutputStream();
        boolean addPath = context.out().addPath().contains(AddressFamily.IPV4_UNICAST);
        NlriCodec.write(withdrawn, update.withdrawn(), addPath);
        Wire.writeShort(out, withdrawn.size());
        out.writeBytes(withdrawn.toByteArray());
        byte[] attributes = attributes(update.attributes(), context);
        Wire.writeShort(out, attributes.length);
        out.writeBytes(attributes);
        NlriCodec.write(out, update.announced(), addPath);
        return MessageType.UPDATE;
    }

    /// Data that would not fit is cut: half of what was wrong says more than a broken connection.
    private static MessageType writeNotification(
            Notification notification, ByteArrayOutputStream out) {
        byte[] data = notification.data().toBytes();
        int room = MessageFraming.MAX_MESSAGE - MessageFraming.HEADER - 2;
        out.write(notification.code());
        out.write(notification.subcode());
        out.write(data, 0, Math.min(data.length, room));
        return MessageType.NOTIFICATION;
    }

    private static MessageType writeRouteRefresh(RouteRefresh refresh, ByteArrayOutputStream out) {
        Wire.writeShort(out, refresh.family().afi());
        out.write(refresh.demarcation());
        out.write(refresh.family().safi());
        return MessageType.ROUTE_REFRESH;
    }
}
