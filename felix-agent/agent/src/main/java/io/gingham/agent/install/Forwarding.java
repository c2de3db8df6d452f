package io.gingham.agent.install;

import io.gingham.netlink.Sysctl;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switches that make a node a router, which Felix sets too, and what they were before. The
/// record has one `net.ipv4.ip_forward=0` a line, for each switch that was not on.
public final class Forwarding {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    private static final String ON = "1";
    private static final List<Sysctl> SWITCHES =
            List.of(
                    Sysctl.of("ipv4", "ip_forward"),
                    Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding"));

    private final Path record;

    /// @param stateDir the agent's, kept over restarts
    public Forwarding(Path stateDir) {
        record = stateDir.resolve("sysctls");
    }

    /// Remembers first, so that an agent that is killed in between has changed nothing unseen.
    public void turnOn() {
        for (Sysctl wanted : SWITCHES) {
            if (wanted.exists() && !wanted.read().equals(ON)) {
                remember(wanted, wanted.read());
                wanted.put(ON);
            }
        }
    }

    /// Puts back what was, unless somebody has changed it since.
    ///
    /// @throws InstallException what is in the way
    public void restore() {
        Map<String, String> before = remembered();
        for (Sysctl changed : SWITCHES) {
            String value = before.get(changed.toString());
            try {
                if (value != null && changed.exists() && changed.read().equals(ON)) {
                    changed.put(value);
                    LOG.info("{} is {} again", changed, value);
                }
            } catch (NetlinkException e) {
                throw new InstallException(
                        record,
                        "%s can't be set back to %s: %s; set it by hand, remove %s, and try again"
                                .formatted(changed, value, e.getMessage(), record),
                        e);
            }
        }
    }

    private void remember(Sysctl changed, String value) {
        try {
            if (!remembered().containsKey(changed.toString())) {
                Files.createDirectories(record.toAbsolutePath().getParent());
                Files.write(
                        record,
                        List.of(changed + "=" + value),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            LOG.warn("that {} was {} can't be remembered for an uninstall: {}", changed, value, e);
        }
    }

    /// A line that is not of the form is left out: a value that the kernel had is a number.
    private Map<String, String> remembered() {
        Map<String, String> values = new HashMap<>();
        if (Files.exists(record)) {
            try {
                for (String line : Files.readAllLines(record)) {
                    int equals = line.indexOf('=');
                    if (line.matches("[a-z0-9._]+=[0-9]+")) {
                        values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
                    }
                }
            } catch (IOException e) {
                throw new InstallException(record, record + " can't be read: " + e, e);
            }
        }
        return values;
    }
}
