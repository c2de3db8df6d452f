package io.gingham.policy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.model.Flow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortQuestionTest {

    private static Flow ask(String to, String port) {
        LoadedCluster cluster =
                Shop.with(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: dns, namespace: shop}
                        spec:
                          containers:
                          - {name: c, ports: [{containerPort: 53, name: dns, protocol: UDP},
                             {containerPort: 5353, name: dns}, {containerPort: 53, name: dns-tcp}]}
                        status: {podIPs: [{ip: 10.0.0.5}, {ip: "fd00::5"}]}
                        """);
        return Endpoints.flow(cluster.state(), "batch/cron", to, port);
    }

    private static void assertAsks(String expected, String port) {
        Flow flow = ask("shop/dns", port);
        String asked =
                flow.portProtocol()
                        .map(protocol -> protocol + "/" + flow.destinationPort())
                        .orElse(flow.protocol() + " type " + flow.icmpType());
        assertEquals(expected, asked, port);
    }

    @ParameterizedTest
    @CsvSource({
        "80, TCP/80",
        "47, TCP/47",
        "6, TCP/6",
        "1, TCP/1",
        "65535, TCP/65535",
        "TCP/443, TCP/443",
        "tcp/443, TCP/443",
        "53/udp, UDP/53",
        "53/UDP, UDP/53",
        "9/SCTP, SCTP/9",
        "SCTP/9, SCTP/9"
    })
    void aNumberIsAPortOfTcpUnlessAnotherProtocolIsSaid(String port, String expected) {
        assertAsks(expected, port);
    }

    @ParameterizedTest
    @CsvSource({"IP/47, 47 type 0", "ip/4, 4 type 0", "UDPLite, 136 type 0"})
    void anIpProtocolIsAskedForByName(String port, String expected) {
        assertAsks(expected, port);
    }

    @ParameterizedTest
    @CsvSource({"ICMP/3, 1 type 3", "icmp/0, 1 type 0", "ICMP, 1 type 8", "IP/1, 1 type 8"})
    void icmpAloneIsTheEchoRequest(String port, String expected) {
        assertAsks(expected, port);
    }

    @ParameterizedTest
    @CsvSource({
        "dns-tcp, TCP/53",
        "udp/dns, UDP/53",
        "dns/UDP, UDP/53",
        "tcp/dns, TCP/5353",
        "DNS-TCP, TCP/53"
    })
    void aNameIsThePodsPortOfThatName(String port, String expected) {
        assertAsks(expected, port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1..65535",
                "65536 | 1..65535",
                "TCP/0 | 1..65535",
                "99999999999/tcp | 1..65535",
                "TCP | TCP/80",
                "udp | UDP/80",
                "80-90 | one port at a time",
                "tcp:80 | TCP/443",
                "tcp/80/90 | TCP/443",
                "TCP/ | TCP/443",
                "GRE/1 | is no protocol",
                "ICMP/256 | 0..255",
                "ICMP/echo | 0..255",
                "IP/6 | ask TCP/80",
                "IP/17 | ask UDP/80",
                "IP/0 | 1..255",
                "IP/256 | 1..255",
                "-1 | TCP/443",
                "htpp | it declares dns UDP/53, dns TCP/5353, dns-tcp TCP/53",
                "dns | dns UDP/53, dns TCP/5353; ask for one",
                "udp/dns-tcp | no port named"
            })
    void whatIsNoPortIsRefusedWithTheCure(String port, String cure) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ask("shop/dns", port));
        assertTrue(String.valueOf(refused.getMessage()).contains(cure), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource({"10.9.9.9", "192.0.2.7"})
    void onlyPodsNameTheirPorts(String outside) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ask(outside, "http"));
        assertTrue(String.valueOf(refused.getMessage()).contains("TCP/80"), refused::getMessage);
    }
}
