package io.gingham.policy.convert;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.PolicyPort;
import io.gingham.policy.model.PolicyRule;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One element of `ingress` or `egress`.
final class RuleConverter {

    /// IANA_SVC_NAME, RFC 6335 section 5.1: 1..15 characters, at least one letter, no hyphen at an
    /// end or beside another.
    private static final Pattern PORT_NAME =
            Pattern.compile("(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*");

    private RuleConverter() {}

    /// @param peersField `from` or `to`
    static PolicyRule convert(
            @Nullable List<NetworkPolicyPeer> peers,
            @Nullable List<NetworkPolicyPort> ports,
            String path,
            String peersField) {
        List<Peer> convertedPeers = new ArrayList<>();
        int index = 0;
        for (NetworkPolicyPeer peer :
                Objects.requireNonNullElse(peers, List.<NetworkPolicyPeer>of())) {
            convertedPeers.add(peer(peer, path + "." + peersField + "[" + index++ + "]"));
        }
        List<PolicyPort> convertedPorts = new ArrayList<>();
        index = 0;
        for (NetworkPolicyPort port :
                Objects.requireNonNullElse(ports, List.<NetworkPolicyPort>of())) {
            convertedPorts.add(port(port, path + ".ports[" + index++ + "]"));
        }
        return new PolicyRule(convertedPeers, convertedPorts);
    }

    private static Peer peer(@Nullable NetworkPolicyPeer peer, String path) {
        if (peer == null
                || (peer.getIpBlock() == null
                        && peer.getPodSelector() == null
                        && peer.getNamespaceSelector() == null)) {
            throw new Refusal(
                    path,
                    "an empty peer; expected podSelector, namespaceSelector, both, or ipBlock");
        }
        if (peer.getIpBlock() != null) {
            if (peer.getPodSelector() != null || peer.getNamespaceSelector() != null) {
                throw new Refusal(path, "ipBlock stands beside a selector; it must stand alone");
            }
            return block(peer.getIpBlock(), path + ".ipBlock");
        }
        LabelSelector pods =
                peer.getPodSelector() == null
                        ? LabelSelector.EVERYTHING
                        : SelectorConverter.convert(peer.getPodSelector(), path + ".podSelector");
        return peer.getNamespaceSelector() == null
                ? new Peer.SameNamespace(pods)
                : new Peer.Namespaces(
                        SelectorConverter.convert(
                                peer.getNamespaceSelector(), path + ".namespaceSelector"),
                        pods);
    }

    private static Peer block(IPBlock block, String path) {
        IpPrefix cidr = cidr(block.getCidr(), path + ".cidr");
        List<IpPrefix> except = new ArrayList<>();
        int index = 0;
        for (String text : Objects.requireNonNullElse(block.getExcept(), List.<String>of())) {
            String exceptPath = path + ".except[" + index++ + "]";
            IpPrefix prefix = cidr(text, exceptPath);
            if (!cidr.contains(prefix)) {
                throw new Refusal(exceptPath, prefix + " does not lie in " + cidr);
            }
            except.add(prefix);
        }
        return new Peer.Block(cidr, except);
    }

    private static IpPrefix cidr(@Nullable String text, String path) {
        if (text == null) {
            throw new Refusal(path, "missing; expected a block such as 192.0.2.0/24");
        }
        try {
            return IpPrefix.parseLenient(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(path, Objects.requireNonNullElse(e.getMessage(), text));
        }
    }

    private static PolicyPort port(@Nullable NetworkPolicyPort port, String path) {
        if (port == null) {
            throw new Refusal(path, "null; expected an object");
        }
        PortProtocol protocol = protocol(port.getProtocol(), path + ".protocol");
        Integer endPort = port.getEndPort();
        IntOrString value = port.getPort();
        if (value == null || value.getValue() == null) {
            requireNoEndPort(endPort, path, "no port");
            return new PolicyPort.Every(protocol);
        }
        if (value.getIntVal() != null) {
            int first = number(value.getIntVal(), path + ".port");
            int last = endPort == null ? first : number(endPort, path + ".endPort");
            if (last < first) {
                throw new Refusal(path + ".endPort", last + " is lower than port " + first);
            }
            return new PolicyPort.Range(protocol, first, last);
        }
        requireNoEndPort(endPort, path, "a named port");
        if (!PORT_NAME.matcher(value.getStrVal()).matches()) {
            throw new Refusal(
                    path + ".port",
                    "'"
                            + value.getStrVal()
                            + "' is no port name; expected 1..15 of a-z, 0-9 and single inner"
                            + " hyphens with at least one letter");
        }
        return new PolicyPort.Named(protocol, value.getStrVal());
    }

    private static void requireNoEndPort(@Nullable Integer endPort, String path, String with) {
        if (endPort != null) {
            throw new Refusal(
                    path + ".endPort", endPort + " with " + with + "; it needs a numeric port");
        }
    }

    private static int number(int number, String path) {
        if (number < 1 || number > 65535) {
            throw new Refusal(path, number + " is not in 1..65535");
        }
        return number;
    }

    private static PortProtocol protocol(@Nullable String text, String path) {
        if (text == null) {
            return PortProtocol.TCP;
        }
        return PortProtocol.named(text)
                .orElseThrow(() -> new Refusal(path, "'" + text + "'; expected TCP, UDP or SCTP"));
    }
}
