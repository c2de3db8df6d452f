package io.gingham.cni.spec;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import java.util.Arrays;
import java.util.List;

/// The verbs of the specification, with the environment each one requires and the version it came
/// with.
public enum CniCommand {
    ADD(SpecVersion.V0_3_0, "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"),
    DEL(SpecVersion.V0_3_0, "CNI_CONTAINERID", "CNI_IFNAME"),
    CHECK(SpecVersion.V0_4_0, "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"),
    STATUS(SpecVersion.V1_1_0),
    GC(SpecVersion.V1_1_0, "CNI_PATH"),
    VERSION(SpecVersion.V0_3_0);

    private final SpecVersion since;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> required;

    CniCommand(SpecVersion since, String... required) {
        this.since = since;
        this.required = List.of(required);
    }

    /// Environment variables that must be there and not empty.
    public List<String> required() {
        return required;
    }

    /// @throws CniException INVALID_ENVIRONMENT for any other
    public static CniCommand parse(String text) {
        return Arrays.stream(values())
                .filter(command -> command.name().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CniException(
                                        CniErrorCode.INVALID_ENVIRONMENT,
                                        "unknown CNI_COMMAND: " + text));
    }

    /// @throws CniException INCOMPATIBLE_VERSION if the configuration's version has no such verb
    public void requireIn(SpecVersion version) {
        if (!version.isAtLeast(since)) {
            throw new CniException(
                    CniErrorCode.INCOMPATIBLE_VERSION,
                    "config version does not allow " + this,
                    this + " came with " + since + "; the configuration says " + version);
        }
    }
}
