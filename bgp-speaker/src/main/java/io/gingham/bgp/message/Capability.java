package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import java.util.List;

/// What a speaker says it can do, in its OPEN (RFC 5492). `code` is IANA's number.
public sealed interface Capability {

    int code();

    /// RFC 4760 section 8: prefixes of that family are understood.
    record Multiprotocol(AddressFamily family) implements Capability {
        public static final int CODE = 1;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 2918: a ROUTE-REFRESH is answered.
    record RouteRefresh() implements Capability {
        public static final int CODE = 2;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 4724 section 3. No families: the speaker only sends End-of-RIB and helps others.
    ///
    /// @param restarting the R bit: don't wait for my End-of-RIB before sending yours
    /// @param notification the N bit of RFC 8538
    /// @param restartSeconds how long the peer is to keep routes until the session is back, 0..4095
    record GracefulRestart(
            boolean restarting,
            boolean notification,
            int restartSeconds,
            List<PreservedFamily> families)
            implements Capability {
        public static final int CODE = 64;

        public GracefulRestart {
            if (restartSeconds < 0 || restartSeconds > 4095) {
                throw new IllegalArgumentException(
                        "restart time " + restartSeconds + " s is not in 0..4095 (RFC 4724)");
            }
            families = List.copyOf(families);
        }

        /// Routes of the family are kept while the speaker is away.
        public boolean covers(AddressFamily family) {
            return families.stream().anyMatch(f -> f.family().equals(family));
        }

        /// The F bit: the speaker still forwards by the family's routes it had before.
        public boolean forwards(AddressFamily family) {
            return families.stream()
                    .anyMatch(f -> f.family().equals(family) && f.forwardingPreserved());
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    record PreservedFamily(AddressFamily family, boolean forwardingPreserved) {}

    /// RFC 6793: AS numbers have four octets in the attributes of this session.
    record FourOctetAs(AsNumber asNumber) implements Capability {
        public static final int CODE = 65;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// One that this speaker does not know and ignores.
    record Unknown(int code, Octets value) implements Capability {}
}
