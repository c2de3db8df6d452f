package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ASes a route went through, the nearest first (RFC 4271 section 5.1.2, confederation segments
/// of RFC 5065).
///
/// There are as many as routes in the world, so one is an array: for each segment its type and size
/// in one word, then its numbers. [#segments] takes it apart for whoever wants to see it.
public final class AsPath {

    /// The most numbers a segment can count on the wire.
    public static final int MAX_SEGMENT = 255;

    private static final int TYPE_SHIFT = 16;
    private static final int COUNT_MASK = 0xffff;

    public static final AsPath EMPTY = new AsPath(new int[0]);

    private final int[] words;

    private AsPath(int[] words) {
        this.words = words;
    }

    public AsPath(List<Segment> segments) {
        this(words(segments));
    }

    public static AsPath sequence(AsNumber... numbers) {
        return numbers.length == 0
                ? EMPTY
                : new AsPath(List.of(new Segment(SegmentType.SEQUENCE, List.of(numbers))));
    }

    /// A path of one sequence.
    ///
    /// @param numbers 1..255, each unsigned; kept, not copied, with the first word left free
    public static AsPath ofSequence(int[] numbers) {
        numbers[0] = word(SegmentType.SEQUENCE, numbers.length - 1);
        return new AsPath(numbers);
    }

    private static int[] words(List<Segment> segments) {
        int[] words = new int[segments.stream().mapToInt(s -> 1 + s.numbers().size()).sum()];
        int at = 0;
        for (Segment segment : segments) {
            words[at++] = word(segment.type(), segment.numbers().size());
            for (AsNumber number : segment.numbers()) {
                words[at++] = (int) number.value();
            }
        }
        return words;
    }

    private static int word(SegmentType type, int count) {
        return type.code() << TYPE_SHIFT | count;
    }

    private SegmentType type(int at) {
        return SegmentType.of(words[at] >>> TYPE_SHIFT).orElseThrow();
    }

    private int count(int at) {
        return words[at] & COUNT_MASK;
    }

    public List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            List<AsNumber> numbers = new ArrayList<>(count(at));
            for (int i = 1; i <= count(at); i++) {
                numbers.add(new AsNumber(Integer.toUnsignedLong(words[at + i])));
            }
            segments.add(new Segment(type(at), numbers));
        }
        return segments;
    }

    /// Segment by segment, without an object for any of it.
    public interface Visitor {
        void segment(SegmentType type, int count);

        /// @param asNumber unsigned
        void number(int asNumber);
    }

    public void visit(Visitor visitor) {
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            visitor.segment(type(at), count(at));
            for (int i = 1; i <= count(at); i++) {
                visitor.number(words[at + i]);
            }
        }
    }

    /// The wire numbers of RFC 4271 section 4.3 and RFC 5065 section 3.
    public enum SegmentType {
        SET(1),
        SEQUENCE(2),
        CONFED_SEQUENCE(3),
        CONFED_SET(4);

        private static final List<Optional<SegmentType>> ALL =
                Stream.of(values()).map(Optional::of).toList();

        private final int code;

        SegmentType(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Optional<SegmentType> of(int code) {
            return code >= 1 && code <= 4 ? ALL.get(code - 1) : Optional.empty();
        }

        public boolean isConfederation() {
            return this == CONFED_SEQUENCE || this == CONFED_SET;
        }
    }

    /// 1..255 numbers.
    public record Segment(SegmentType type, List<AsNumber> numbers) {
        public Segment {
            numbers = List.copyOf(numbers);
            if (numbers.isEmpty() || numbers.size() > MAX_SEGMENT) {
                throw new IllegalArgumentException(
                        "an AS path segment has 1..255 numbers, not " + numbers.size());
            }
        }

        /// What it adds to the path's length (RFC 4271 section 9.1.2.2, RFC 5065 section 5.3).
        public int hops() {
            return switch (type) {
                case SEQUENCE -> numbers.size();
                case SET -> 1;
                case CONFED_SEQUENCE, CONFED_SET -> 0;
            };
        }

        @Override
        public String toString() {
            return switch (type) {
                case SEQUENCE -> joined(" ");
                case SET -> "{" + sorted() + "}";
                case CONFED_SEQUENCE -> "(" + joined(" ") + ")";
                case CONFED_SET -> "[" + sorted() + "]";
            };
        }

        private String joined(String separator) {
            return numbers.stream().map(AsNumber::toString).collect(Collectors.joining(separator));
        }

        private String sorted() {
            return numbers.stream()
                    .distinct()
                    .sorted()
                    .map(AsNumber::toString)
                    .collect(Collectors.joining(","));
        }
    }

    /// In ASes, as the decision process counts: a set is one, confederation segments are none.
    public int length() {
        int length = 0;
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            length +=
                    switch (type(at)) {
                        case SEQUENCE -> count(at);
                        case SET -> 1;
                        case CONFED_SEQUENCE, CONFED_SET -> 0;
                    };
        }
        return length;
    }

    /// In confederation segments, where a set is one.
    public int confederationHops() {
        int hops = 0;
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            hops +=
                    switch (type(at)) {
                        case CONFED_SEQUENCE -> count(at);
                        case CONFED_SET -> 1;
                        case SEQUENCE, SET -> 0;
                    };
        }
        return hops;
    }

    /// Every number is one of RFC 6996, and there is one.
    public boolean allPrivate() {
        return words.length > 0 && allNumbers(AsPath::isPrivate);
    }

    private static boolean isPrivate(long value) {
        return (value >= 64_512 && value <= 65_534)
                || (value >= 4_200_000_000L && value <= 4_294_967_294L);
    }

    private boolean allNumbers(LongPredicate test) {
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            for (int i = 1; i <= count(at); i++) {
                if (!test.test(Integer.toUnsignedLong(words[at + i]))) {
                    return false;
                }
            }
        }
        return true;
    }

    /// True if it names an AS_SET or AS_CONFED_SET, which RFC 9774 forbids.
    public boolean hasSet() {
        return hasType(SegmentType.SET) || hasType(SegmentType.CONFED_SET);
    }

    private boolean hasType(SegmentType wanted) {
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            if (type(at) == wanted) {
                return true;
            }
        }
        return false;
    }

    public boolean contains(AsNumber asNumber) {
        return count(asNumber) > 0;
    }

    /// How often it stands in the path.
    public int count(AsNumber asNumber) {
        int wanted = (int) asNumber.value();
        int count = 0;
        for (int at = 0; at < words.length; at += 1 + count(at)) {
            for (int i = 1; i <= count(at); i++) {
                count += words[at + i] == wanted ? 1 : 0;
            }
        }
        return count;
    }

    /// The path begins with a sequence, and that with the AS.
    public boolean beginsWith(AsNumber asNumber) {
        return words.length > 1
                && type(0) == SegmentType.SEQUENCE
                && words[1] == (int) asNumber.value();
    }

    public boolean hasConfederation() {
        return hasType(SegmentType.CONFED_SEQUENCE) || hasType(SegmentType.CONFED_SET);
    }

    public AsPath withoutConfederation() {
        return hasConfederation()
                ? new AsPath(segments().stream().filter(s -> !s.type().isConfederation()).toList())
                : this;
    }

    /// The AS the route came from, unless the path is empty or starts with a set.
    public Optional<AsNumber> firstAs() {
        return words.length == 0 || type(0) != SegmentType.SEQUENCE
                ? Optional.empty()
                : Optional.of(new AsNumber(Integer.toUnsignedLong(words[1])));
    }

    /// True if every number fits the 2-octet form of RFC 4271.
    public boolean fitsTwoOctets() {
        return allNumbers(number -> number <= 0xffff);
    }

    /// The path as that AS sends it on (RFC 4271 section 5.1.2).
    public AsPath prepend(AsNumber asNumber) {
        boolean joins =
                words.length > 0 && type(0) == SegmentType.SEQUENCE && count(0) < MAX_SEGMENT;
        int[] result = new int[words.length + (joins ? 1 : 2)];
        System.arraycopy(words, joins ? 1 : 0, result, 2, words.length - (joins ? 1 : 0));
        result[0] = word(SegmentType.SEQUENCE, joins ? count(0) + 1 : 1);
        result[1] = (int) asNumber.value();
        return new AsPath(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsPath that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /// As operators write it: `64512 64513 {64514,64515}`; confederation parts in round and square
    /// brackets.
    @Override
    public String toString() {
        return segments().stream().map(Segment::toString).collect(Collectors.joining(" "));
    }
}
