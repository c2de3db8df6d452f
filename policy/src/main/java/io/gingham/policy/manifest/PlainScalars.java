package io.gingham.policy.manifest;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// What a word without quotes is: as kubectl's parser has it (go-yaml 2, YAML 1.1 without base 60
/// and dates), but for `y` and `n`, which stay words: no manifest means a truth value by them.
final class PlainScalars extends Resolver {

    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0|[1-9][0-9_]*|0o?[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        if (kind != NodeId.scalar) {
            return super.resolve(kind, value, implicit);
        }
        if (!implicit) {
            return Tag.STR;
        }
        if (NULL.contains(value)) {
            return Tag.NULL;
        }
        if (TRUE.contains(value) || FALSE.contains(value)) {
            return Tag.BOOL;
        }
        if (value.equals("<<")) {
            return Tag.MERGE;
        }
        if (INTEGER.matcher(value).matches()) {
            return Tag.INT;
        }
        return FLOAT.matcher(value).matches() ? Tag.FLOAT : Tag.STR;
    }

    /// An `Integer`, `Long` or `BigInteger`, a `Double`, a `Boolean` or a `String`; empty for null,
    /// and if the text isn't what an explicit tag (`!!int x`) says.
    static Optional<Object> value(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return Optional.empty();
        }
        if (tag.equals(Tag.BOOL)) {
            return TRUE.contains(text) || FALSE.contains(text)
                    ? Optional.of(TRUE.contains(text))
                    : Optional.empty();
        }
        try {
            if (tag.equals(Tag.INT)) {
                return Optional.of(integer(text.replace("_", "")));
            }
            if (tag.equals(Tag.FLOAT)) {
                return Optional.of(Double.valueOf(text));
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static Object integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.replaceFirst("^[-+]", "");
        BigInteger number = magnitude(digits);
        BigInteger signed = negative ? number.negate() : number;
        if (signed.bitLength() < Integer.SIZE) {
            return signed.intValue();
        }
        return signed.bitLength() < Long.SIZE ? (Object) signed.longValue() : signed;
    }

    private static BigInteger magnitude(String digits) {
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2);
        }
        if (digits.startsWith("0o")) {
            return new BigInteger(digits.substring(2), 8);
        }
        boolean octal = digits.length() > 1 && digits.startsWith("0");
        return new BigInteger(digits, octal ? 8 : 10);
    }
}
