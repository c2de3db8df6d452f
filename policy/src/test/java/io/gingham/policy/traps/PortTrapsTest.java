package io.gingham.policy.traps;

import io.gingham.policy.Scenario;
import org.junit.jupiter.api.Test;

/// Protocols and ports.
class PortTrapsTest {

    private final Scenario cluster = Scenario.ofThreeByThree();

    private Scenario ingressPorts(String ports) {
        return cluster.policy(
                "x/p",
                "{podSelector: {matchLabels: {pod: a}}, ingress: [{ports: %s}]}".formatted(ports));
    }

    @Test
    void t9AbsentProtocolIsTcpOnly() {
        ingressPorts("[{port: 80}]")
                .allows("y/a -> x/a TCP/80")
                .denies("y/a -> x/a UDP/80", "y/a -> x/a SCTP/80", "y/a -> x/a TCP/81");
        ingressPorts("[{}]").allows("y/a -> x/a TCP/9999").denies("y/a -> x/a UDP/80");
    }

    @Test
    void t9UdpOnlyDoesNotAllowTcp() {
        ingressPorts("[{protocol: UDP, port: 80}]")
                .allows("y/a -> x/a UDP/80")
                .denies("y/a -> x/a TCP/80");
    }

    @Test
    void t10SctpIsNeitherTcpNorAnything() {
        ingressPorts("[{protocol: SCTP, port: 80}]")
                .allows("y/a -> x/a SCTP/80")
                .denies("y/a -> x/a TCP/80", "y/a -> x/a UDP/80", "y/a -> x/a IP/1");
    }

    @Test
    void t11AProtocolWithoutPortIsAllItsPorts() {
        ingressPorts("[{protocol: UDP}, {protocol: UDP, port: 53}]")
                .allows("y/a -> x/a UDP/1", "y/a -> x/a UDP/65535")
                .denies("y/a -> x/a TCP/53");
    }

    @Test
    void t12EndPortIncludesBothEnds() {
        ingressPorts("[{port: 80, endPort: 82}, {port: 83, endPort: 83}]")
                .allows("y/a -> x/a TCP/80", "y/a -> x/a TCP/82", "y/a -> x/a TCP/83")
                .denies("y/a -> x/a TCP/79", "y/a -> x/a TCP/84", "y/a -> x/a UDP/81");
    }

    @Test
    void t12AnImpossibleEndPortAllowsNothing() {
        for (String ports :
                new String[] {
                    "[{port: 80, endPort: 79}]",
                    "[{endPort: 80}]",
                    "[{port: web, endPort: 90}]",
                    "[{port: 80, endPort: 70000}]",
                    "[{port: 0}]"
                }) {
            ingressPorts(ports).denies("y/a -> x/a TCP/80", "y/a -> x/a TCP/79");
        }
    }

    @Test
    void t13ANamedPortIsTheDestinationPods() {
        cluster.pod("y/a n1 10.244.2.1 pod=a web=TCP/9090");
        ingressPorts("[{port: web}]").allows("y/a -> x/a TCP/80").denies("y/a -> x/a TCP/9090");
        cluster.policy(
                        "z/out",
                        "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: web}]}]}")
                .allows("z/a -> y/a TCP/9090", "z/a -> y/b TCP/80")
                .denies("z/a -> y/a TCP/80");
    }

    @Test
    void t14OneNameWithDifferentNumbersIsNoCrossProduct() {
        cluster.pod("x/a n1 10.244.1.1 pod=a web=TCP/8001")
                .pod("x/b n2 10.244.1.2 pod=b web=TCP/8002")
                .policy("x/p", "{podSelector: {}, ingress: [{ports: [{port: web}]}]}")
                .allows("y/a -> x/a TCP/8001", "y/a -> x/b TCP/8002")
                .denies("y/a -> x/a TCP/8002", "y/a -> x/b TCP/8001");
    }

    @Test
    void t15OneNameTwiceInAPod() {
        cluster.pod("x/a n1 10.244.1.1 pod=a dns=TCP/53 dns=UDP/54 dns=TCP/55");
        ingressPorts("[{port: dns}, {port: dns, protocol: UDP}]")
                .allows("y/a -> x/a TCP/53", "y/a -> x/a TCP/55", "y/a -> x/a UDP/54")
                .denies("y/a -> x/a UDP/53", "y/a -> x/a TCP/54");
    }

    @Test
    void t16ANamedPortOutsideTheClusterIsNoPort() {
        cluster.policy(
                        "x/out",
                        """
                        podSelector: {}
                        policyTypes: [Egress]
                        egress:
                        - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
                          ports: [{port: web}]
                        """)
                .denies("x/a -> 203.0.113.1 TCP/80", "x/a -> node n2 TCP/80", "x/a -> y/a TCP/81")
                .allows("x/a -> y/a TCP/80");
    }

    @Test
    void t50ProtocolsWithoutPortsPassOnlyRulesWithoutPorts() {
        ingressPorts("[{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]")
                .denies("y/a -> x/a IP/47", "y/a -> x/a IP/1");
        cluster.policy("x/p", "{podSelector: {}, ingress: [{}]}").allows("y/a -> x/a IP/47");
    }

    @Test
    void manyPortsAreMergedWithoutLosingOne() {
        StringBuilder ports = new StringBuilder("[{port: 1000, endPort: 1010}");
        for (int port = 2000; port < 2080; port += 2) {
            ports.append(", {port: ").append(port).append('}');
        }
        ingressPorts(ports + ", {port: 1005, endPort: 1020}, {port: 1021}]")
                .allows("y/a -> x/a TCP/1000", "y/a -> x/a TCP/1021", "y/a -> x/a TCP/2078")
                .denies("y/a -> x/a TCP/1022", "y/a -> x/a TCP/2001", "y/a -> x/a TCP/2080");
    }
}
