package io.gingham.bgp.bmp;

import io.gingham.bgp.message.Octets;
import io.gingham.value.IpAddress;
import java.util.List;

/// What a router says to a collector (RFC 7854 section 4).
public sealed interface BmpMessage {

    /// The first one on a connection.
    record Initiation(List<InfoTlv> information) implements BmpMessage {
        public Initiation {
            information = List.copyOf(information);
        }
    }

    /// @param localAddress 0.0.0.0 for the Loc-RIB
    /// @param openSent whole, as it went out
    /// @param openReceived whole, as it came
    record PeerUp(
            PeerHeader peer,
            IpAddress localAddress,
            int localPort,
            int remotePort,
            Octets openSent,
            Octets openReceived,
            List<InfoTlv> information)
            implements BmpMessage {
        public PeerUp {
            information = List.copyOf(information);
        }
    }

    record PeerDown(PeerHeader peer, PeerEnd end) implements BmpMessage {}

    /// @param update a whole UPDATE
    record RouteMonitoring(PeerHeader peer, Octets update) implements BmpMessage {}

    record StatisticsReport(PeerHeader peer, List<Statistic> statistics) implements BmpMessage {
        public StatisticsReport {
            statistics = List.copyOf(statistics);
            if (statistics.isEmpty()) {
                throw new IllegalArgumentException(
                        "a statistics report has one number at least (RFC 7854 section 4.8)");
            }
        }
    }

    /// The last one on a connection.
    record Termination(Reason reason, String text) implements BmpMessage {}

    /// RFC 7854 section 4.5.
    enum Reason {
        ADMINISTRATIVELY_CLOSED(0),
        UNSPECIFIED(1),
        OUT_OF_RESOURCES(2);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
