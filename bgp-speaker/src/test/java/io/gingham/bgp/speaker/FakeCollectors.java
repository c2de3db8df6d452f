package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.station.CollectorLink;
import io.gingham.bgp.bmp.station.CollectorNetwork;
import io.gingham.value.IpAddress;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Collectors that keep what they are sent, and read when they are told to.
final class FakeCollectors implements CollectorNetwork {

    /// One that was asked for.
    static final class Asked implements CollectorLink {
        final String address;
        final Events events;
        final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        long backlog;
        boolean gone;

        Asked(String address, Events events) {
            this.address = address;
            this.events = events;
        }

        void accept() {
            events.connected(this);
        }

        @Override
        public void send(byte[] messages) {
            if (gone) {
                throw new IllegalStateException("sent to a connection that is closed");
            }
            heard.writeBytes(messages);
        }

        @Override
        public long backlog() {
            return backlog;
        }

        @Override
        public void close() {
            gone = true;
        }
    }

    final List<Asked> asked = new ArrayList<>();

    @Override
    public Runnable connect(IpAddress address, int port, Events events) {
        Asked made = new Asked(address + " " + port, events);
        asked.add(made);
        return () -> made.gone = true;
    }
}
