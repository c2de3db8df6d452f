package io.gingham.agent.rules;

import io.gingham.value.IpFamily;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// An ipset of ours.
///
/// @param name at most 31 characters, beginning with [#NAME_PREFIX]
/// @param members as `ipset save` prints them: `10.0.0.1`, `10.0.0.1,tcp:80`, `10.0.0.0/8`
public record KernelSet(String name, Type type, IpFamily family, SortedSet<String> members) {

    /// Every set of that prefix is ours. Frozen, as [RuleHash#TAG].
    public static final String NAME_PREFIX = "gham";

    static final int NAME_LIMIT = 31;

    public KernelSet {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        if (name.length() > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "set name " + name + " has more than " + NAME_LIMIT + " characters");
        }
    }

    public enum Type {
        ADDRESSES("hash:ip"),
        ADDRESS_PORTS("hash:ip,port"),
        NETS("hash:net");

        private final String kernelName;

        Type(String kernelName) {
            this.kernelName = kernelName;
        }

        public String kernelName() {
            return kernelName;
        }
    }
}
