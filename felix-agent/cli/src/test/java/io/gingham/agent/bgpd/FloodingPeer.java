package io.gingham.agent.bgpd;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A peer that sends host routes, as many and as fast as it can, until it is stopped.
final class FloodingPeer implements AutoCloseable {

    private static final int A_MESSAGE = 500;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final PathAttributes attributes;

    /// Connects and opens the session.
    FloodingPeer(String address, int as, String speaker) throws IOException {
        socket.setSoTimeout(60_000);
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName(speaker), 179));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        attributes =
                PathAttributes.of(
                        new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                        new PathAttribute.Path(AsPath.sequence(new AsNumber(as))),
                        new PathAttribute.NextHop(IpAddress.parse(address)));
        send(
                new Open(
                        new AsNumber(as),
                        0,
                        RouterId.parse(address),
                        List.of(
                                new Capability.Multiprotocol(AddressFamily.IPV4_UNICAST),
                                new Capability.FourOctetAs(new AsNumber(as)))));
        send(new Keepalive());
        while (!(read() instanceof Keepalive)) {
            // its OPEN comes first
        }
    }

    private void send(BgpMessage message) throws IOException {
        socket.getOutputStream()
                .write(MessageEncoder.encode(message, new CodecContext(true, false, false)));
    }

    private BgpMessage read() throws IOException {
        byte[] header = in.readNBytes(MessageFraming.HEADER);
        if (header.length < MessageFraming.HEADER) {
            throw new IOException("the speaker closed the connection without a word");
        }
        ByteBuffer frame = ByteBuffer.allocate(ByteBuffer.wrap(header).getShort(16) & 0xffff);
        frame.put(header).put(in.readNBytes(frame.remaining()));
        return MessageDecoder.decode(frame.flip(), new CodecContext(true, false, false)).message();
    }

    /// Sends host routes from 32.0.0.0 on; stops when the speaker takes no more.
    ///
    /// @return whether all went out
    boolean announce(int routes) {
        return send(routes, some -> Update.announce(attributes, some));
    }

    /// Takes them back.
    boolean withdraw(int routes) {
        return send(routes, Update::withdraw);
    }

    private boolean send(int routes, Function<List<IpPrefix>, Update> message) {
        try {
            for (int i = 0; i < routes; i += A_MESSAGE) {
                List<IpPrefix> some = new ArrayList<>(A_MESSAGE);
                for (int k = i; k < i + A_MESSAGE; k++) {
                    some.add(IpPrefix.containing(IpAddress.ipv4(0x2000_0000 + k), 32));
                }
                send(message.apply(some));
            }
            return true;
        } catch (IOException stopped) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
