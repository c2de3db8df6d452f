package io.gingham.policy.program;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.EntityMatch.ServiceKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.selector.LabelRestrictions;
import io.gingham.policy.selector.LabelRestrictions.Restriction;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a set's members come from. Equal sources are one set, whoever asks for it.
public sealed interface SetSource {

    /// The set, with an id that follows from the source alone.
    ProgramSet set();

    /// Addresses of the pods, and if the selector can select them, network sets and host endpoints.
    record Selected(Selector selector) implements SetSource {
        @Override
        public ProgramSet set() {
            String text = selector.toString();
            ProgramSet.Type type =
                    selectsOnlyPods(selector) ? ProgramSet.Type.ADDRESSES : ProgramSet.Type.NETS;
            return new ProgramSet(Ids.of("selected", text), type, "endpoints " + text);
        }
    }

    /// Ports of that name and protocol, of the pods and host endpoints that are selected.
    record NamedPort(Selector selector, PortProtocol protocol, String name) implements SetSource {
        @Override
        public ProgramSet set() {
            String text = selector.toString();
            return new ProgramSet(
                    Ids.of("named-port", text, protocol.name(), name),
                    ProgramSet.Type.ADDRESS_PORTS,
                    protocol + " port " + name + " of endpoints " + text);
        }
    }

    /// Blocks that stand in a rule.
    ///
    /// @param nets sorted, without repetitions
    record Nets(List<IpPrefix> nets) implements SetSource {
        public Nets {
            nets = List.copyOf(nets);
        }

        @Override
        public ProgramSet set() {
            String text = nets.stream().map(IpPrefix::toString).collect(Collectors.joining(", "));
            return new ProgramSet(
                    Ids.of("nets", text), ProgramSet.Type.NETS, "blocks " + shorten(text));
        }
    }

    /// Addresses of nodes.
    record Nodes(Selector selector) implements SetSource {
        @Override
        public ProgramSet set() {
            String text = selector.toString();
            return new ProgramSet(
                    Ids.of("nodes", text), ProgramSet.Type.ADDRESSES, "nodes " + text);
        }
    }

    /// Addresses of a service's endpoints.
    record ServiceAddresses(ServiceKey service) implements SetSource {
        @Override
        public ProgramSet set() {
            return new ProgramSet(
                    Ids.of("service", service.namespace(), service.name()),
                    ProgramSet.Type.ADDRESSES,
                    "endpoints of service " + service);
        }
    }

    /// Addresses and ports of a service's endpoints.
    record ServicePorts(ServiceKey service) implements SetSource {
        @Override
        public ProgramSet set() {
            return new ProgramSet(
                    Ids.of("service-ports", service.namespace(), service.name()),
                    ProgramSet.Type.ADDRESS_PORTS,
                    "endpoints and ports of service " + service);
        }
    }

    /// Only pods have that label, and nobody can give it to anything else.
    private static boolean selectsOnlyPods(Selector selector) {
        Restriction orchestrator = LabelRestrictions.of(selector).get(EffectiveLabels.ORCHESTRATOR);
        return orchestrator != null
                && orchestrator.oneOf().isPresent()
                && Set.of(EffectiveLabels.KUBERNETES).containsAll(orchestrator.oneOf().get());
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
