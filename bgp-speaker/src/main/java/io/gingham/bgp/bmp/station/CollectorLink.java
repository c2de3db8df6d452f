package io.gingham.bgp.bmp.station;

/// A connection to a collector, which only listens.
public interface CollectorLink {

    /// @param messages nobody changes the array any more
    void send(byte[] messages);

    /// What was sent and has not been taken yet, in octets, about.
    long backlog();

    /// What was sent still goes out, if the collector takes it soon.
    void close();
}
