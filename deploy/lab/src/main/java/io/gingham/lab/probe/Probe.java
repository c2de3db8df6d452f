package io.gingham.lab.probe;

/// One question: does a packet of that kind get from there to here?
public record Probe(Place from, Place to, Protocol protocol, int port) {

    @Override
    public String toString() {
        return from + " -> " + to + " " + protocol + "/" + port;
    }
}
