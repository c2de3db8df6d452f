package io.gingham.bgp.codec;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.AsPath.Segment;
import io.gingham.bgp.message.AsPath.SegmentType;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.value.AsNumber;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The value of AS_PATH and AS4_PATH, and what RFC 6793 section 4.2.3 makes of the two.
public final class AsPathCodec {

    private AsPathCodec() {}

    /// @throws BgpException 3/11 on an unknown segment type, an empty segment or a cut off one (RFC
    ///   7606 section 7.2), and on AS 0 (RFC 7607 section 2)
    public static AsPath decode(ByteBuffer in, boolean fourOctets) {
        int width = fourOctets ? 4 : 2;
        if (isOneSequence(in, width)) {
            return sequence(in, fourOctets);
        }
        List<Segment> segments = new ArrayList<>();
        while (in.hasRemaining()) {
            if (in.remaining() < 2) {
                throw malformed("a segment is cut off in its header");
            }
            int code = in.get() & 0xff;
            int count = in.get() & 0xff;
            SegmentType type =
                    SegmentType.of(code)
                            .orElseThrow(() -> malformed("segment type " + code + " is unknown"));
            if (count == 0 || count * width > in.remaining()) {
                throw malformed(
                        "a segment of "
                                + count
                                + " ASes in "
                                + in.remaining()
                                + " octets of "
                                + width
                                + " each");
            }
            List<AsNumber> numbers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                AsNumber number = Wire.asNumber(in, fourOctets);
                if (number.value() == 0) {
                    throw zero();
                }
                numbers.add(number);
            }
            segments.add(new Segment(type, numbers));
        }
        return new AsPath(segments);
    }

    /// What nearly all paths are.
    private static boolean isOneSequence(ByteBuffer in, int width) {
        int at = in.position();
        int octets = in.remaining();
        return octets > 2
                && in.get(at) == SegmentType.SEQUENCE.code()
                && octets == 2 + (in.get(at + 1) & 0xff) * width;
    }

    private static AsPath sequence(ByteBuffer in, boolean fourOctets) {
        in.get();
        int count = in.get() & 0xff;
        int[] words = new int[1 + count];
        for (int i = 1; i <= count; i++) {
            words[i] = fourOctets ? in.getInt() : in.getShort() & 0xffff;
            if (words[i] == 0) {
                throw zero();
            }
        }
        return AsPath.ofSequence(words);
    }

    static void encode(AsPath path, boolean fourOctets, ByteArrayOutputStream out) {
        path.visit(
                new AsPath.Visitor() {
                    @Override
                    public void segment(SegmentType type, int count) {
                        out.write(type.code());
                        out.write(count);
                    }

                    @Override
                    public void number(int asNumber) {
                        Wire.writeAs(out, asNumber, fourOctets);
                    }
                });
    }

    /// The real path: the ASes that only AS_PATH knows, then AS4_PATH. AS4_PATH is ignored if it is
    /// the longer one.
    static AsPath merge(AsPath path, AsPath as4Path) {
        AsPath real = as4Path.withoutConfederation();
        int missing = path.length() - real.length();
        if (missing < 0) {
            return path;
        }
        List<Segment> segments = new ArrayList<>(leading(path, missing));
        for (Segment segment : real.segments()) {
            append(segments, segment);
        }
        return new AsPath(segments);
    }

    /// The first segments that make up so many hops; confederation segments before or between them
    /// go with them.
    private static List<Segment> leading(AsPath path, int hops) {
        List<Segment> result = new ArrayList<>();
        int left = hops;
        for (Segment segment : path.segments()) {
            if (left == 0 && !segment.type().isConfederation()) {
                break;
            }
            if (segment.hops() <= left) {
                result.add(segment);
                left -= segment.hops();
            } else {
                result.add(new Segment(segment.type(), segment.numbers().subList(0, left)));
                break;
            }
        }
        return result;
    }

    /// Joins two sequences that were one before they were cut.
    private static void append(List<Segment> segments, Segment next) {
        Segment last = segments.isEmpty() ? next : segments.getLast();
        boolean joins =
                !segments.isEmpty()
                        && last.type() == SegmentType.SEQUENCE
                        && next.type() == SegmentType.SEQUENCE
                        && last.numbers().size() + next.numbers().size() <= AsPath.MAX_SEGMENT;
        if (!joins) {
            segments.add(next);
            return;
        }
        List<AsNumber> numbers = new ArrayList<>(last.numbers());
        numbers.addAll(next.numbers());
        segments.set(segments.size() - 1, new Segment(SegmentType.SEQUENCE, numbers));
    }

    private static BgpException zero() {
        return malformed("AS 0 is in it, which is nobody's (RFC 7607)");
    }

    private static BgpException malformed(String what) {
        return new BgpException(BgpError.MALFORMED_AS_PATH, "AS path: " + what);
    }
}
