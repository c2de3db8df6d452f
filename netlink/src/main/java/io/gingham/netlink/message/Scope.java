package io.gingham.netlink.message;

/// How far an address or a route's next hop reaches (RT_SCOPE_…), 0..255. Only IPv4 routes have
/// one; the kernel reports IPv6 routes as UNIVERSE.
public record Scope(int number) {

    public static final Scope UNIVERSE = new Scope(0);
    public static final Scope SITE = new Scope(200);
    public static final Scope LINK = new Scope(253);
    public static final Scope HOST = new Scope(254);
    public static final Scope NOWHERE = new Scope(255);

    public Scope {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("scope " + number + " is not in 0..255");
        }
    }

    @Override
    public String toString() {
        return switch (number) {
            case 0 -> "global";
            case 200 -> "site";
            case 253 -> "link";
            case 254 -> "host";
            case 255 -> "nowhere";
            default -> Integer.toString(number);
        };
    }
}
