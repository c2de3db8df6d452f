package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A RIB, and what its peers hear: the bytes they were sent are read as they would read them.
final class TestRib {

    static final CodecContext CONTEXT = new CodecContext(true, true, false);

    final Rib rib;
    private final Map<String, Ear> ears = new HashMap<>();

    TestRib(Rib rib) {
        this.rib = rib;
    }

    static TestRib of(boolean deferred) {
        return new TestRib(new Rib(Routes.SETTINGS, deferred));
    }

    /// A peer's end of the session.
    static final class Ear implements Outlet {
        final List<BgpMessage> heard = new ArrayList<>();
        final List<IpPrefix> untold = new ArrayList<>();
        private final CodecContext context;
        long backlog;
        int sent;
        byte[] last = new byte[0];

        Ear(CodecContext context) {
            this.context = context;
        }

        @Override
        public long backlog() {
            return backlog;
        }

        @Override
        public void send(byte[] messages) {
            sent++;
            last = messages;
            ByteBuffer left = ByteBuffer.wrap(messages);
            while (left.hasRemaining()) {
                int length = MessageFraming.length(left, context).orElseThrow();
                ByteBuffer frame = left.slice(left.position(), length);
                heard.add(MessageDecoder.decode(frame, context).message());
                left.position(left.position() + length);
            }
        }

        @Override
        public void untold(IpPrefix prefix, String why) {
            untold.add(prefix);
        }

        List<BgpMessage> takeAll() {
            List<BgpMessage> taken = List.copyOf(heard);
            heard.clear();
            return taken;
        }
    }

    /// As the peer reads what is written to it.
    private static CodecContext mirrored(CodecContext context, RibPeer peer) {
        return new CodecContext(context.fourOctetAs(), peer.external(), true)
                .with(context.out(), context.in());
    }

    RibPeer up(RibPeer peer) {
        return up(peer, CONTEXT);
    }

    RibPeer up(RibPeer peer, CodecContext context) {
        rib.addPeer(peer.name(), RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL);
        return again(peer, context);
    }

    /// Of a peer that is known; what it hears first is not kept.
    RibPeer again(RibPeer peer, CodecContext context) {
        sessionUp(peer, context);
        told(peer);
        return peer;
    }

    void sessionUp(RibPeer peer, CodecContext context) {
        Ear ear = new Ear(mirrored(context, peer));
        ears.put(peer.name(), ear);
        rib.sessionUp(peer, context, ear);
    }

    Ear ear(RibPeer peer) {
        return Objects.requireNonNull(ears.get(peer.name()));
    }

    /// All that can be told now is told.
    void settle() {
        while (rib.tell(100)) {
            // more
        }
    }

    List<Update> told(RibPeer to) {
        return messages(to).stream().map(Update.class::cast).toList();
    }

    List<BgpMessage> messages(RibPeer to) {
        settle();
        return ear(to).takeAll();
    }
}
