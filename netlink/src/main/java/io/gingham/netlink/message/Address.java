package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;

/// An address on an interface.
///
/// @param prefixLength of the network it makes connected: 0..32 or 0..128
/// @param scope of the address, as in `ip address`
/// @param flags IFA_F_…: see the constants
public record Address(int linkIndex, IpAddress address, int prefixLength, Scope scope, int flags)
        implements RtMessage {

    /// No duplicate address detection: the address is usable at once.
    public static final int NO_DAD = 0x02;

    /// Of no use as a source, unless it is asked for.
    public static final int DEPRECATED = 0x20;

    public static final int DAD_FAILED = 0x08;
    public static final int TENTATIVE = 0x40;
    public static final int PERMANENT = 0x80;

    public Address {
        if (prefixLength < 0 || prefixLength > address.family().maxPrefixLength()) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + " of " + address + " is out of range");
        }
    }

    /// A single address (/32 or /128), without duplicate address detection.
    public static Address host(int linkIndex, IpAddress address) {
        return of(linkIndex, address, address.family().maxPrefixLength());
    }

    /// With a connected network of that length; without duplicate address detection.
    public static Address of(int linkIndex, IpAddress address, int prefixLength) {
        Scope scope = address.isLinkLocal() && !address.isIpv4() ? Scope.LINK : Scope.UNIVERSE;
        return new Address(linkIndex, address, prefixLength, scope, address.isIpv4() ? 0 : NO_DAD);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// The connected network, host bits cleared.
    public IpPrefix network() {
        return IpPrefix.containing(address, prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength + " on link " + linkIndex;
    }
}
