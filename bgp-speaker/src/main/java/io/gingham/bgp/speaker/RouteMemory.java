package io.gingham.bgp.speaker;

/// The memory that routes lie in.
interface RouteMemory {

    /// There is always more.
    RouteMemory PLENTY =
            new RouteMemory() {
                @Override
                public boolean isShort() {
                    return false;
                }

                @Override
                public void freed() {
                    // nothing to look at again
                }
            };

    /// There is hardly room for more routes. Quick.
    boolean isShort();

    /// Many routes were just given up.
    void freed();
}
