package io.gingham.bgp.filter;

import io.gingham.bgp.message.AsPath;
import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The shape of an AS path, nearest AS first: `65001 *` begins with 65001, `* 65001` ends there, `*
/// 64512..65534 *` has one of those, `?` is any one AS, `65001+` is it once or more often, and
/// nothing is the empty path. A set counts as one AS that is any of its numbers; confederation
/// segments don't count.
public record AsPathPattern(List<Step> steps) {

    private static final Pattern FORM =
            Pattern.compile("(\\?|(\\d{1,10})(?:\\.\\.(\\d{1,10}))?)(\\+)?");

    private static final long MOST = 0xffff_ffffL;

    public AsPathPattern {
        steps = List.copyOf(steps);
    }

    /// What one place of the path may be.
    ///
    /// @param least lowest AS number
    /// @param most highest AS number
    /// @param optional the place may be missing
    /// @param repeats the place may be there more often
    public record Step(long least, long most, boolean optional, boolean repeats) {

        static final Step ANYTHING = new Step(0, MOST, true, true);

        boolean has(AsNumber number) {
            return least <= number.value() && number.value() <= most;
        }

        @Override
        public String toString() {
            boolean any = least == 0 && most == MOST;
            if (any && optional) {
                return "*";
            }
            String what = any ? "?" : least == most ? "" + least : least + ".." + most;
            return what + (repeats ? "+" : "");
        }
    }

    public static AsPathPattern parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                steps.add(step(word, text));
            }
        }
        return new AsPathPattern(steps);
    }

    /// Begins with those.
    public static AsPathPattern startingWith(List<AsNumber> numbers) {
        if (numbers.stream().anyMatch(number -> number.value() == 0)) {
            throw new IllegalArgumentException("AS 0 is never in a path (RFC 7607)");
        }
        List<Step> steps = new ArrayList<>();
        numbers.forEach(n -> steps.add(new Step(n.value(), n.value(), false, false)));
        steps.add(Step.ANYTHING);
        return new AsPathPattern(steps);
    }

    private static Step step(String word, String text) {
        if (word.equals("*")) {
            return Step.ANYTHING;
        }
        Matcher form = FORM.matcher(word);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + word
                            + "' in the AS path pattern '"
                            + text
                            + "' is not an AS number, a range as 64512..65534, ? or *");
        }
        boolean repeats = form.group(4) != null;
        if (word.startsWith("?")) {
            return new Step(0, MOST, false, repeats);
        }
        long least = new AsNumber(Long.parseLong(form.group(2))).value();
        long most =
                form.group(3) == null ? least : new AsNumber(Long.parseLong(form.group(3))).value();
        if (most == 0) {
            throw new IllegalArgumentException(
                    "AS 0 is never in a path (RFC 7607), so the AS path pattern '"
                            + text
                            + "' can't match");
        }
        if (most < least) {
            throw new IllegalArgumentException(
                    "the range '" + word + "' of an AS path pattern ends before it begins");
        }
        return new Step(least, most, false, repeats);
    }

    /// All places in the pattern that the path so far may lead to are followed at once: the time is
    /// that of the path times that of the pattern.
    public boolean matches(AsPath path) {
        boolean[] now = new boolean[steps.size() + 1];
        now[0] = true;
        skipOptional(now);
        for (AsPath.Segment segment : path.segments()) {
            switch (segment.type()) {
                case SEQUENCE -> {
                    for (AsNumber number : segment.numbers()) {
                        now = after(now, List.of(number));
                    }
                }
                case SET -> now = after(now, segment.numbers());
                case CONFED_SEQUENCE, CONFED_SET -> {}
            }
        }
        return now[steps.size()];
    }

    private boolean[] after(boolean[] before, List<AsNumber> anyOf) {
        boolean[] next = new boolean[before.length];
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (before[i] && anyOf.stream().anyMatch(step::has)) {
                next[i + 1] = true;
                next[i] |= step.repeats();
            }
        }
        skipOptional(next);
        return next;
    }

    private void skipOptional(boolean[] places) {
        for (int i = 0; i < steps.size(); i++) {
            places[i + 1] |= places[i] && steps.get(i).optional();
        }
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(" "));
    }
}
