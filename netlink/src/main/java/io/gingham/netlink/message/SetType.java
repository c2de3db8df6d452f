package io.gingham.netlink.message;

/// Types of ipsets that can be made here. The revision is the newest that Linux 5.4 has: a set of a
/// newer one can't be listed by an ipset program that doesn't know it.
public enum SetType {
    HASH_IP("hash:ip", 4),
    HASH_IP_PORT("hash:ip,port", 5),
    HASH_NET("hash:net", 6);

    private final String kernelName;
    private final int revision;

    SetType(String kernelName, int revision) {
        this.kernelName = kernelName;
        this.revision = revision;
    }

    public String kernelName() {
        return kernelName;
    }

    int revision() {
        return revision;
    }
}
