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
                public boolean isWorthEnding(int routes) {
                    return true;
                }

                @Override
                public void freed() {
                    // nothing to look at again
                }

                @Override
                public void working(int entries) {
                    // nothing to tidy up
                }

                @Override
                public void resting(int entries) {
                    // nothing to give back
                }
            };

    /// There is hardly room for more, whatever would be thrown away. Quick.
    boolean isShort();

    /// Whether the end of a session with so many routes would help.
    boolean isWorthEnding(int routes);

    /// Many routes were just given up.
    void freed();

    /// Routes come and go. Quick, but for when there is much more thrown away than in use.
    ///
    /// @param entries routes and prefixes, how many there are
    void working(int entries);

    /// Nothing has happened for a moment: the time to give memory back.
    ///
    /// @param entries routes and prefixes, how many there are
    void resting(int entries);
}
