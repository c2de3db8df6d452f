package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The ASes a route went through, the nearest first (RFC 4271 section 5.1.2, confederation segments
/// of RFC 5065).
public record AsPath(List<Segment> segments) {

    public static final AsPath EMPTY = new AsPath(List.of());

    /// The most numbers a segment can count on the wire.
    public static final int MAX_SEGMENT = 255;

    public AsPath {
        segments = List.copyOf(segments);
    }

    public static AsPath sequence(AsNumber... numbers) {
        return numbers.length == 0
                ? EMPTY
                : new AsPath(List.of(new Segment(SegmentType.SEQUENCE, List.of(numbers))));
    }

    /// The wire numbers of RFC 4271 section 4.3 and RFC 5065 section 3.
    public enum SegmentType {
        SET(1),
        SEQUENCE(2),
        CONFED_SEQUENCE(3),
        CONFED_SET(4);

        private final int code;

        SegmentType(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Optional<SegmentType> of(int code) {
            return code >= 1 && code <= 4 ? Optional.of(values()[code - 1]) : Optional.empty();
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
        return segments.stream().mapToInt(Segment::hops).sum();
    }

    /// In confederation segments, where a set is one.
    public int confederationHops() {
        return segments.stream()
                .mapToInt(
                        segment ->
                                switch (segment.type()) {
                                    case CONFED_SEQUENCE -> segment.numbers().size();
                                    case CONFED_SET -> 1;
                                    case SEQUENCE, SET -> 0;
                                })
                .sum();
    }

    /// Every number is one of RFC 6996, and there is one.
    public boolean allPrivate() {
        return !segments.isEmpty()
                && segments.stream()
                        .flatMap(segment -> segment.numbers().stream())
                        .allMatch(AsPath::isPrivate);
    }

    private static boolean isPrivate(AsNumber number) {
        long value = number.value();
        return (value >= 64_512 && value <= 65_534)
                || (value >= 4_200_000_000L && value <= 4_294_967_294L);
    }

    /// True if it names an AS_SET or AS_CONFED_SET, which RFC 9774 forbids.
    public boolean hasSet() {
        return segments.stream()
                .anyMatch(
                        segment ->
                                segment.type() == SegmentType.SET
                                        || segment.type() == SegmentType.CONFED_SET);
    }

    public boolean contains(AsNumber asNumber) {
        return segments.stream().anyMatch(segment -> segment.numbers().contains(asNumber));
    }

    /// How often it stands in the path.
    public int count(AsNumber asNumber) {
        int count = 0;
        for (Segment segment : segments) {
            for (AsNumber each : segment.numbers()) {
                count += each.equals(asNumber) ? 1 : 0;
            }
        }
        return count;
    }

    /// The path begins with a sequence, and that with the AS.
    public boolean beginsWith(AsNumber asNumber) {
        return firstAs().filter(asNumber::equals).isPresent();
    }

    public boolean hasConfederation() {
        return segments.stream().anyMatch(segment -> segment.type().isConfederation());
    }

    public AsPath withoutConfederation() {
        return hasConfederation()
                ? new AsPath(segments.stream().filter(s -> !s.type().isConfederation()).toList())
                : this;
    }

    /// The AS the route came from, unless the path is empty or starts with a set.
    public Optional<AsNumber> firstAs() {
        return segments.isEmpty() || segments.getFirst().type() != SegmentType.SEQUENCE
                ? Optional.empty()
                : Optional.of(segments.getFirst().numbers().getFirst());
    }

    /// True if every number fits the 2-octet form of RFC 4271.
    public boolean fitsTwoOctets() {
        return segments.stream()
                .allMatch(s -> s.numbers().stream().allMatch(AsNumber::fitsTwoOctets));
    }

    /// The path as that AS sends it on (RFC 4271 section 5.1.2).
    public AsPath prepend(AsNumber asNumber) {
        List<Segment> result = new ArrayList<>(segments.size() + 1);
        boolean joins =
                !segments.isEmpty()
                        && segments.getFirst().type() == SegmentType.SEQUENCE
                        && segments.getFirst().numbers().size() < MAX_SEGMENT;
        List<AsNumber> numbers = new ArrayList<>();
        numbers.add(asNumber);
        if (joins) {
            numbers.addAll(segments.getFirst().numbers());
        }
        result.add(new Segment(SegmentType.SEQUENCE, numbers));
        result.addAll(segments.subList(joins ? 1 : 0, segments.size()));
        return new AsPath(result);
    }

    /// As operators write it: `64512 64513 {64514,64515}`; confederation parts in round and square
    /// brackets.
    @Override
    public String toString() {
        return segments.stream().map(Segment::toString).collect(Collectors.joining(" "));
    }
}
