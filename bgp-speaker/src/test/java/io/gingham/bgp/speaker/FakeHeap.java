package io.gingham.bgp.speaker;

/// A heap by figures.
final class FakeHeap implements HeapFigures {

    long most = 300 << 20;
    long used;
    long left;
    long fullCollections;

    /// What is in use: a collection leaves it.
    long inUse;

    /// How many of the collections were asked for.
    int asked;

    @Override
    public long fullCollections() {
        return fullCollections;
    }

    @Override
    public long left() {
        return left;
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public long most() {
        return most;
    }

    @Override
    public void collect() {
        asked++;
        collectedByItself();
    }

    void collectedByItself() {
        fullCollections++;
        left = inUse;
        used = inUse;
    }
}
