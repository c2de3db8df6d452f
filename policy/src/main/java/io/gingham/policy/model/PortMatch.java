package io.gingham.policy.model;

/// One entry of `ports`.
public sealed interface PortMatch {

    /// Both included, 0..65535.
    record Range(int first, int last) implements PortMatch {
        public Range {
            if (first < 0 || first > last || last > 65535) {
                throw new IllegalArgumentException(
                        "ports " + first + ".." + last + " are no range in 0..65535");
            }
        }

        public boolean contains(int port) {
            return first <= port && port <= last;
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + ":" + last;
        }
    }

    /// The port that the endpoint at that end declares under the name, for the rule's protocol. An
    /// end that is no endpoint has none.
    record Named(String name) implements PortMatch {
        @Override
        public String toString() {
            return name;
        }
    }
}
