package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.value.IpAddress;
import java.util.Optional;

/// A TCP connection to a peer, for the speaker's thread.
interface Connection {

    IpAddress localAddress();

    IpAddress remoteAddress();

    /// The link it came by, if the peer's address is of one link only.
    Optional<String> interfaceName();

    /// Its ends, and the OPENs that went over it.
    ConnectionFacts facts();

    /// Who hears of it from now on; what came before waits for it.
    void attach(Events events);

    /// How messages are read and written from here on.
    void agree(CodecContext context);

    CodecContext context();

    void send(BgpMessage message);

    /// @param messages whole messages, one after the other; nobody changes the array any more
    void send(byte[] messages);

    /// What was sent and has not been taken by the peer's side yet, in octets, about. When it was
    /// high and is low again, [Events#writable] says so.
    long backlogOctets();

    /// What was sent still goes out. No event follows.
    void close();

    /// All are called on the speaker's thread.
    interface Events {
        void received(Decoded decoded);

        /// Nothing else is received after it.
        void garbage(BgpException error);

        void closed(String reason);

        void writable();
    }
}
