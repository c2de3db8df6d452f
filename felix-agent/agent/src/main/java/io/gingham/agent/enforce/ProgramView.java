package io.gingham.agent.enforce;

import io.gingham.dataplane.rules.Names;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import java.util.List;
import java.util.Optional;

/// This node's program, for whoever asks it. One thread changes it; that thread may read [#program]
/// as it is, since nobody else writes; all others are answered under the lock.
public final class ProgramView {

    private final Program program;

    ProgramView(String node) {
        this.program = new Program(node);
    }

    /// For the thread that changes it.
    Program program() {
        return program;
    }

    void apply(List<ProgramUpdate> updates) {
        synchronized (program) {
            program.apply(updates);
        }
    }

    /// What this node's rules say of a flow.
    public Verdict decide(Flow flow) {
        synchronized (program) {
            return Interpreter.decide(program, flow);
        }
    }

    /// The kernel's chain that holds a policy's rules, if they are on this node.
    public Optional<String> chainOf(ResourceKey policy, Direction direction) {
        synchronized (program) {
            return program.chains().values().stream()
                    .filter(chain -> chain.resource().equals(policy))
                    .filter(chain -> chain.direction() == direction)
                    .map(chain -> Names.policy(direction, chain.id()))
                    .findFirst();
        }
    }

    /// What is compiled for an interface.
    Optional<EndpointProgram> endpoint(String interfaceName) {
        synchronized (program) {
            return Optional.ofNullable(program.endpoints().get(interfaceName));
        }
    }
}
