package io.gingham.netlink.message;

/// One object as the kernel reports it in a dump.
public sealed interface RtMessage
        permits Link, Address, Route, Neighbour, FdbEntry, Connection, SetPart {}
