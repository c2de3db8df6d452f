package io.gingham.cni.spec;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import java.util.Arrays;
import java.util.List;

/// The versions of the CNI specification that are spoken.
public enum SpecVersion {
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

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
