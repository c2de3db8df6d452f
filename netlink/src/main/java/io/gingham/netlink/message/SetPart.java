package io.gingham.netlink.message;

import java.util.List;

/// Some of an ipset, as one message of a dump shows it; a large set takes several.
///
/// @param kind type and family, `hash:ip inet`; empty in all but the set's first message
public record SetPart(String name, String kind, List<SetEntry> entries) implements RtMessage {
    public SetPart {
        entries = List.copyOf(entries);
    }
}
