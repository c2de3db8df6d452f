package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The messages of BGP-4 (RFC 4271 section 4, RFC 2918).
public sealed interface BgpMessage {

    /// @param myAs the number in the 2-octet field; [AsNumber#AS_TRANS] if the real one does not
    ///   fit
    /// @param holdTimeSeconds time without any message after which the session is reset, 0 (never)
    ///   or 3..65535; the lower of both offers counts
    record Open(
            AsNumber myAs, int holdTimeSeconds, RouterId routerId, List<Capability> capabilities)
            implements BgpMessage {
        public Open {
            if (!myAs.fitsTwoOctets()) {
                throw new IllegalArgumentException(
                        "AS " + myAs + " does not fit the OPEN's field; use AS_TRANS (RFC 6793)");
            }
            if (holdTimeSeconds < 0
                    || holdTimeSeconds > 0xffff
                    || holdTimeSeconds == 1
                    || holdTimeSeconds == 2) {
                throw new IllegalArgumentException(
                        "hold time " + holdTimeSeconds + " s is not 0 or 3..65535 (RFC 4271)");
            }
            capabilities = List.copyOf(capabilities);
        }

        /// The first capability of that kind: later ones of a kind that stands once are ignored.
        public <T extends Capability> Optional<T> capability(Class<T> kind) {
            return capabilities.stream().filter(kind::isInstance).map(kind::cast).findFirst();
        }

        /// The sender's AS number: of the capability of RFC 6793, else of the 2-octet field.
        public AsNumber asNumber() {
            return capability(Capability.FourOctetAs.class)
                    .map(Capability.FourOctetAs::asNumber)
                    .orElse(myAs);
        }
    }

    /// Withdrawn and announced IPv4 prefixes; those of other families lie in
    /// [PathAttribute.MpReach] and [PathAttribute.MpUnreach].
    record Update(List<Nlri> withdrawn, PathAttributes attributes, List<Nlri> announced)
            implements BgpMessage {
        public Update {
            withdrawn = List.copyOf(withdrawn);
            announced = List.copyOf(announced);
        }

        public static Update withdraw(List<IpPrefix> prefixes) {
            return new Update(Nlri.of(prefixes), PathAttributes.EMPTY, List.of());
        }

        public static Update announce(PathAttributes attributes, List<IpPrefix> prefixes) {
            return new Update(List.of(), attributes, Nlri.of(prefixes));
        }

        /// The marker of RFC 4724 section 2.
        public static Update endOfRib(AddressFamily family) {
            return family.equals(AddressFamily.IPV4_UNICAST)
                    ? withdraw(List.of())
                    : withdrawFamily(family);
        }

        private static Update withdrawFamily(AddressFamily family) {
            return announce(
                    PathAttributes.of(new PathAttribute.MpUnreach(family, List.of())), List.of());
        }

        /// The family whose initial routes end here, if this is an End-of-RIB marker.
        public Optional<AddressFamily> endOfRib() {
            if (!withdrawn.isEmpty() || !announced.isEmpty()) {
                return Optional.empty();
            }
            if (attributes.isEmpty()) {
                return Optional.of(AddressFamily.IPV4_UNICAST);
            }
            return attributes.size() == 1
                    ? attributes
                            .find(PathAttribute.MpUnreach.class)
                            .filter(unreach -> unreach.withdrawn().isEmpty())
                            .map(PathAttribute.MpUnreach::family)
                    : Optional.empty();
        }
    }

    record Keepalive() implements BgpMessage {}

    /// The end of a session and its reason. Unknown codes are carried as they came.
    record Notification(int code, int subcode, Octets data) implements BgpMessage {

        public static Notification of(BgpError error) {
            return new Notification(error.code(), error.subcode(), Octets.EMPTY);
        }

        public static Notification of(BgpError error, Octets data) {
            return new Notification(error.code(), error.subcode(), data);
        }

        /// What the peer's operator wrote (RFC 9003 section 2), if this is a shutdown or reset and
        /// the text is well-formed UTF-8.
        public Optional<String> shutdownText() {
            return is(BgpError.ADMINISTRATIVE_SHUTDOWN) || is(BgpError.ADMINISTRATIVE_RESET)
                    ? ShutdownText.read(data)
                    : Optional.empty();
        }

        /// The same as the reason of a Hard Reset (RFC 8538 section 3.1).
        public Notification asHardReset() {
            byte[] inner = new byte[data.length() + 2];
            inner[0] = (byte) code;
            inner[1] = (byte) subcode;
            System.arraycopy(data.toBytes(), 0, inner, 2, data.length());
            return of(BgpError.HARD_RESET, Octets.of(inner));
        }

        /// The reason of a Hard Reset, if this is one that tells it. Never a Hard Reset again: who
        /// nests them means no good.
        public Optional<Notification> hardResetReason() {
            if (!is(BgpError.HARD_RESET) || data.length() < 2) {
                return Optional.empty();
            }
            byte[] inner = data.toBytes();
            Octets rest = Octets.of(Arrays.copyOfRange(inner, 2, inner.length));
            return Optional.of(new Notification(inner[0] & 0xff, inner[1] & 0xff, rest))
                    .filter(reason -> !reason.is(BgpError.HARD_RESET));
        }

        public boolean is(BgpError error) {
            return code == error.code() && subcode == error.subcode();
        }

        /// With the words of the peer's operator, and the reason of a Hard Reset.
        public String explained() {
            return this
                    + shutdownText().map(text -> " '" + text + "'").orElse("")
                    + hardResetReason().map(reason -> ": " + reason.explained()).orElse("");
        }

        /// As in `Cease/Administrative Shutdown (6/2)`.
        @Override
        public String toString() {
            return BgpError.describe(code, subcode) + " (" + code + "/" + subcode + ")";
        }
    }

    /// RFC 2918: please send me all routes of that family again.
    ///
    /// @param demarcation 0 for the request, [#BEGIN] and [#END] around the answer (RFC 7313
    ///   section 3.2); others mean nothing
    record RouteRefresh(AddressFamily family, int demarcation) implements BgpMessage {
        public static final int REQUEST = 0;
        public static final int BEGIN = 1;
        public static final int END = 2;
    }
}
