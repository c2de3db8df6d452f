package io.gingham.policy.program;

import io.gingham.policy.program.ProgramSet.Member;
import java.util.Set;

/// One change of a program. What a list of them refers to is there before it is referred to, and
/// goes after the last reference: sets, chains, groups, endpoints; removals the other way round.
public sealed interface ProgramUpdate {

    /// A new set with its members. (A set of that id is never put twice without a removal between.)
    record SetAdded(ProgramSet set, Set<Member> members) implements ProgramUpdate {
        public SetAdded {
            members = Set.copyOf(members);
        }
    }

    /// @param added none of them was a member before
    /// @param removed each of them was a member before
    record MembersChanged(String set, Set<Member> added, Set<Member> removed)
            implements ProgramUpdate {
        public MembersChanged {
            added = Set.copyOf(added);
            removed = Set.copyOf(removed);
        }
    }

    record ChainPut(PolicyChain chain) implements ProgramUpdate {}

    record GroupPut(PolicyGroup group) implements ProgramUpdate {}

    record EndpointPut(EndpointProgram endpoint) implements ProgramUpdate {}

    record HostEndpointPut(HostEndpointProgram endpoint) implements ProgramUpdate {}

    record HostEndpointRemoved(String name) implements ProgramUpdate {}

    record EndpointRemoved(String interfaceName) implements ProgramUpdate {}

    record GroupRemoved(String id) implements ProgramUpdate {}

    record ChainRemoved(String id) implements ProgramUpdate {}

    record SetRemoved(String id) implements ProgramUpdate {}
}
