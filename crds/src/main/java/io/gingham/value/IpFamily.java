package io.gingham.value;

/// IPv4 or IPv6. `maxPrefixLength` is the number of bits of an address: 32 or 128.
public enum IpFamily {
    IPV4(32),
    IPV6(128);

    private final int maxPrefixLength;

    IpFamily(int maxPrefixLength) {
        this.maxPrefixLength = maxPrefixLength;
    }

    public int maxPrefixLength() {
        return maxPrefixLength;
    }

    public int addressBytes() {
        return maxPrefixLength / 8;
    }
}
