package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer that says what a test wants it to say.
final class RawPeer implements AutoCloseable {

    private static final CodecContext CONTEXT = new CodecContext(true, true, true);

    private final Socket socket;
    private final DataInputStream in;
    private final String address;

    RawPeer(String address, String speaker, int port) throws IOException {
        this.address = address;
        socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.setReceiveBufferSize(8_192);
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName(speaker), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    Open open(long as, int holdTime, Capability... more) {
        List<Capability> capabilities = new ArrayList<>(List.of(more));
        capabilities.add(new Capability.Multiprotocol(AddressFamily.IPV4_UNICAST));
        capabilities.add(new Capability.FourOctetAs(new AsNumber(as)));
        return new Open(new AsNumber(as), holdTime, RouterId.parse(address), capabilities);
    }

    /// The next message of that kind; skips others.
    <T extends BgpMessage> T await(Class<T> kind) throws IOException {
        while (true) {
            BgpMessage message =
                    read().orElseThrow(() -> new AssertionError("closed before a " + kind));
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    void send(BgpMessage message) throws IOException {
        send(MessageEncoder.encode(message, CONTEXT));
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// The next message; empty at the end of the connection.
    Optional<BgpMessage> read() throws IOException {
        byte[] header = new byte[MessageFraming.HEADER];
        try {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            header[0] = (byte) first;
            in.readFully(header, 1, header.length - 1);
        } catch (SocketException reset) {
            return Optional.empty();
        }
        ByteBuffer frame = ByteBuffer.allocate(ByteBuffer.wrap(header).getShort(16) & 0xffff);
        frame.put(header);
        byte[] body = new byte[frame.remaining()];
        in.readFully(body);
        frame.put(body);
        return Optional.of(MessageDecoder.decode(frame.flip(), CONTEXT).message());
    }

    /// Skips what else comes.
    Notification readNotification() throws IOException {
        while (true) {
            BgpMessage message =
                    read().orElseThrow(() -> new AssertionError("closed without a word"));
            if (message instanceof Notification notification) {
                return notification;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
