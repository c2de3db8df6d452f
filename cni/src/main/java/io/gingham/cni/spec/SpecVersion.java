package io.gingham.cni.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The versions of the CNI specification that are spoken.
public enum SpecVersion {
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

    /// As semver.org has it, each number of a sensible size; the last one may lack, as in the
    /// specification's oldest examples.
    private static final Pattern SHAPE =
            Pattern.compile(
                    "(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8}))?"
                            + "([-+][0-9A-Za-z.+-]{1,32})?");

    private final String text;

    SpecVersion(String text) {
        this.text = text;
    }

    /// @throws CniException INCOMPATIBLE_VERSION for any other
    public static SpecVersion parse(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CniException(
                                        CniErrorCode.INCOMPATIBLE_VERSION,
                                        text.isEmpty()
                                                ? "the network configuration has no cniVersion"
                                                : "incompatible CNI version '" + text + "'",
                                        "supported: " + String.join(", ", texts())));
    }

    /// Of `cniVersion` in a configuration.
    ///
    /// @throws CniException DECODING_FAILURE if it is no version, INCOMPATIBLE_VERSION if it is one
    ///   that is not spoken, or absent
    static SpecVersion read(JsonNode value) {
        if (value.isMissingNode()) {
            return parse("");
        }
        if (!value.isTextual() || !SHAPE.matcher(value.textValue()).matches()) {
            String seen = value.toString();
            throw new CniException(
                    CniErrorCode.DECODING_FAILURE,
                    "cniVersion is not a version",
                    "expected a text such as \"1.0.0\", seen "
                            + (seen.length() > 80 ? seen.substring(0, 80) + "…" : seen));
        }
        return parse(value.textValue());
    }

    public static SpecVersion newest() {
        return V1_1_0;
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(SpecVersion::toString).toList();
    }

    public boolean isAtLeast(SpecVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
