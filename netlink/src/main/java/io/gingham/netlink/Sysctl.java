package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// The settings under `/proc/sys/net` of the calling thread's network namespace: to reach another
/// namespace's, call inside [NetworkNamespace#call].
///
/// A setting is named by its path segments, not by dots, so that an interface name with a dot in it
/// (`eth0.100`) is no trouble.
public final class Sysctl {

    /// In a container `/proc/sys` is read-only; there, `GINGHAM_PROC_SYS` names where the host's is
    /// mounted. Either shows the settings of the namespace of whoever looks.
    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_PROC_SYS"), "/proc/sys"))
                    .resolve("net");

    private final List<String> segments;

    private Sysctl(List<String> segments) {
        for (String segment : segments) {
            if (segment.isEmpty()
                    || segment.equals(".")
                    || segment.equals("..")
                    || segment.contains("/")
                    || segment.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "'" + segment + "' can't be part of a sysctl's name");
            }
        }
        this.segments = List.copyOf(segments);
    }

    /// `of("ipv4", "ip_forward")` is `/proc/sys/net/ipv4/ip_forward`.
    public static Sysctl of(String... segments) {
        return new Sysctl(List.of(segments));
    }

    /// `net.ipv4.conf.<link>.<setting>` or the same of IPv6; `all` and `default` are links too.
    public static Sysctl ofLink(IpFamily family, String link, String setting) {
        return of(folder(family), "conf", link, setting);
    }

    /// `net.ipv4.neigh.<link>.<setting>` or the same of IPv6.
    public static Sysctl ofNeighbours(IpFamily family, String link, String setting) {
        return of(folder(family), "neigh", link, setting);
    }

    /// False where the kernel has no such setting (IPv6 is off, the interface is gone).
    public boolean exists() {
        return Files.exists(path());
    }

    /// @throws NetlinkException ENOENT if there is no such setting
    public String read() {
        try {
            return Files.readString(path()).strip();
        } catch (IOException e) {
            throw problem("read", e);
        }
    }

    /// Writes unless the value is there already; returns whether it wrote.
    ///
    /// @throws NetlinkException ENOENT if there is no such setting, EINVAL if the kernel does not
    ///   take the value
    public boolean put(int value) {
        return put(Integer.toString(value));
    }

    public boolean put(String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no value for " + this + "; expected one printable line");
        }
        if (read().equals(value)) {
            return false;
        }
        write(value);
        return true;
    }

    /// As [#put], for a setting that is likely to have another value: it is read only where it
    /// can't be written. (To find the file of a link takes the kernel longer than to read or write
    /// it.)
    ///
    /// @throws NetlinkException as [#put]
    public void set(int value) {
        String text = Integer.toString(value);
        try {
            write(text);
        } catch (NetlinkException e) {
            if (!e.is(Errno.EPERM) || !read().equals(text)) {
                throw e;
            }
        }
    }

    private void write(String value) {
        try {
            Files.write(
                    path(), value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw problem("write " + value + " to", e);
        }
    }

    /// `net.ipv4.ip_forward`, as sysctl(8) names it.
    @Override
    public String toString() {
        return "net." + String.join(".", segments.stream().map(s -> s.replace('.', '/')).toList());
    }

    private Path path() {
        Path path = ROOT;
        for (String segment : segments) {
            path = path.resolve(segment);
        }
        return path;
    }

    private NetlinkException problem(String verb, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new NetlinkException(Errno.ENOENT, verb + " sysctl " + this);
        }
        String text = String.valueOf(e.getMessage());
        Errno errno =
                text.contains("Invalid argument")
                        ? Errno.EINVAL
                        : text.contains("ermission denied") || text.contains("Read-only")
                                ? Errno.EPERM
                                : Errno.EIO;
        return new NetlinkException(errno, verb + " sysctl " + this, text);
    }

    private static String folder(IpFamily family) {
        return switch (family) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
    }
}
