package io.gingham.bgp.speaker;

import java.util.function.IntSupplier;

/// The memory that routes lie in.
interface RouteMemory {

    /// There is always more.
    RouteMemory PLENTY =
            new RouteMemory() {
                @Override
                public boolean seemsShort(IntSupplier largest) {
                    return false;
                }

                @Override
                public boolean isShort(IntSupplier largest) {
                    return false;
                }

                @Override
                public int routesToGiveUp(int all) {
                    return 0;
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

    /// When it was last looked at, there was hardly room for more. Some of what was there may have
    /// been on its way only: messages that were not heard yet. Quick.
    ///
    /// @param largest how many routes the session has that would have to end; asked for only when
    ///   there is something new to decide
    boolean seemsShort(IntSupplier largest);

    /// There is hardly room for more, whatever would be thrown away. Looks anew, which takes its
    /// time; to be asked when nothing is on its way.
    boolean isShort(IntSupplier largest);

    /// How many routes must go for there to be room again; 0 if it is not routes that fill the
    /// memory.
    ///
    /// @param all how many there are
    int routesToGiveUp(int all);

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
