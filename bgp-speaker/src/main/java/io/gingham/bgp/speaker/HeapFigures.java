package io.gingham.bgp.speaker;

/// What the virtual machine says of the part of its heap where routes end up, in octets. What dies
/// young lies in another part, that is empty after a collection of the whole, if there is room for
/// what it had.
interface HeapFigures {

    /// How many times the whole heap was collected. Quick.
    long fullCollections();

    /// What the last collection of the whole heap left: all of it was in use.
    long left();

    /// What is in it now, in use or not. Quick.
    long used();

    /// How large it may become.
    long most();

    /// Collects the whole heap, and gives back what is over.
    void collect();
}
