package io.gingham.bgp.speaker;

/// What the virtual machine says of its heap, in octets.
interface HeapFigures {

    /// How many times the whole heap was collected. Quick.
    long fullCollections();

    /// What the last collection of the whole heap left: all of it was in use.
    long left();

    /// What is in the part where routes end up, in use or not. Quick.
    long used();

    /// How large the heap may become.
    long most();

    /// Collects the whole heap, and gives back what is over.
    void collect();
}
