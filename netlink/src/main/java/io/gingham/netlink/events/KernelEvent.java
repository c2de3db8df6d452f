package io.gingham.netlink.events;

import io.gingham.netlink.message.RtMessage;

/// Something that has happened in the kernel.
public sealed interface KernelEvent {

    /// It is there now, or other than before.
    record Put(RtMessage object) implements KernelEvent {}

    /// It has gone. (Routes that go with a link that is set down go without a word.)
    record Removed(RtMessage object) implements KernelEvent {}

    /// The kernel could not tell everything: whoever keeps a copy must read all anew.
    record Overrun() implements KernelEvent {}
}
