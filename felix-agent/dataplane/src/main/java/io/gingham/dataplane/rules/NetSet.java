package io.gingham.dataplane.rules;

import io.gingham.policy.program.ProgramSet;
import io.gingham.value.IpFamily;
import java.util.Comparator;

/// A set of ours in the kernel, for rules of one family to match against.
///
/// @param name at most 31 characters, beginning with [#NAME_PREFIX]
public record NetSet(String name, ProgramSet.Type type, IpFamily family) {

    /// Every set of that prefix is ours. Frozen, as [Chain#PREFIX].
    public static final String NAME_PREFIX = "gham";

    public static final Comparator<NetSet> BY_NAME = Comparator.comparing(NetSet::name);

    static final int NAME_LIMIT = 31;

    public NetSet {
        if (name.length() > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "set name " + name + " has more than " + NAME_LIMIT + " characters");
        }
    }
}
