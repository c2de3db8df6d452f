package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.Octets;
import io.gingham.value.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One end of a connection without a socket.
final class SimConnection implements Connection {

    /// Where it leads.
    interface Wire {
        /// @param message a whole one
        void carry(byte[] message);

        void hangUp();
    }

    /// Leads nowhere.
    static final Wire CUT =
            new Wire() {
                @Override
                public void carry(byte[] message) {}

                @Override
                public void hangUp() {}
            };

    private final IpAddress local;
    private final IpAddress remote;
    private final BooleanSupplier alive;
    private final Wire wire;
    private final List<Consumer<Events>> unheard = new ArrayList<>();
    private @Nullable Events events;
    private CodecContext context = CodecContext.INITIAL;
    private boolean closed;
    private Octets openSent = Octets.EMPTY;
    private Octets openReceived = Octets.EMPTY;

    /// @param alive whether there is still somebody at this end
    SimConnection(IpAddress local, IpAddress remote, BooleanSupplier alive, Wire wire) {
        this.local = local;
        this.remote = remote;
        this.alive = alive;
        this.wire = wire;
    }

    @Override
    public IpAddress localAddress() {
        return local;
    }

    @Override
    public IpAddress remoteAddress() {
        return remote;
    }

    @Override
    public Optional<String> interfaceName() {
        return Optional.empty();
    }

    @Override
    public ConnectionFacts facts() {
        return new ConnectionFacts(179, 40_000, openSent, openReceived);
    }

    @Override
    public void attach(Events newEvents) {
        events = newEvents;
        List<Consumer<Events>> before = List.copyOf(unheard);
        unheard.clear();
        before.forEach(what -> what.accept(newEvents));
    }

    @Override
    public void agree(CodecContext agreed) {
        context = agreed;
    }

    @Override
    public CodecContext context() {
        return context;
    }

    @Override
    public long backlogOctets() {
        return 0;
    }

    @Override
    public void send(BgpMessage message) {
        byte[] bytes = MessageEncoder.encode(message, context);
        if (message instanceof BgpMessage.Open) {
            openSent = Octets.of(bytes);
        }
        wire.carry(bytes);
    }

    @Override
    public void send(byte[] messages) {
        ByteBuffer left = ByteBuffer.wrap(messages);
        while (left.hasRemaining()) {
            byte[] frame = new byte[MessageFraming.length(left, context).orElseThrow()];
            left.get(frame);
            wire.carry(frame);
        }
    }

    @Override
    public void close() {
        closed = true;
        wire.hangUp();
    }

    /// A whole message arrives, or what should be one.
    void read(byte[] bytes) {
        try {
            Decoded decoded = MessageDecoder.decode(ByteBuffer.wrap(bytes), context);
            if (decoded.message() instanceof BgpMessage.Open) {
                openReceived = Octets.of(bytes);
            }
            tell(to -> to.received(decoded));
        } catch (BgpException e) {
            tell(to -> to.garbage(e));
        }
    }

    void broken(String reason) {
        tell(to -> to.closed(reason));
    }

    private void tell(Consumer<Events> what) {
        if (closed || !alive.getAsBoolean()) {
            return;
        }
        if (events == null) {
            unheard.add(what);
        } else {
            what.accept(events);
        }
    }
}
