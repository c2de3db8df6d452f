package io.gingham.policy.model;

import io.gingham.value.IpPrefix;
import java.util.List;

/// One entry of `from` or `to`.
public sealed interface Peer {

    /// `podSelector` alone: pods of the policy's own namespace.
    record SameNamespace(LabelSelector pods) implements Peer {}

    /// `namespaceSelector`, alone (then `pods` is everything) or with `podSelector`: both must
    /// match.
    record Namespaces(LabelSelector namespaces, LabelSelector pods) implements Peer {}

    /// `ipBlock`, matched by address alone, so it holds for pods' addresses too. An excepted
    /// address is left out of this peer, not denied: another peer, rule or policy may still allow
    /// it.
    ///
    /// @param except blocks inside `cidr`, sorted
    record Block(IpPrefix cidr, List<IpPrefix> except) implements Peer {

        public Block {
            except = except.stream().sorted().distinct().toList();
            for (IpPrefix prefix : except) {
                if (!cidr.contains(prefix)) {
                    throw new IllegalArgumentException(prefix + " does not lie in " + cidr);
                }
            }
        }
    }
}
