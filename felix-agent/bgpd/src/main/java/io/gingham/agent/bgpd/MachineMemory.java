package io.gingham.agent.bgpd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// How much memory there is for this process, in octets.
///
/// @param machine all of the machine's
/// @param container the least of the limits of the control groups that this process is in, if that
///   is less than the machine's; cgroups(7), version 1 or 2
public record MachineMemory(long machine, OptionalLong container) {

    /// What cgroup v2 calls a limit; above the second one a process is slowed down until it hardly
    /// runs.
    private static final List<String> VERSION_2 = List.of("memory.max", "memory.high");

    private static final List<String> VERSION_1 = List.of("memory.limit_in_bytes");

    /// @param root `/`; another one in tests
    /// @throws IOException if /proc is not there
    public static MachineMemory read(Path root) throws IOException {
        long machine =
                Files.readAllLines(root.resolve("proc/meminfo")).stream()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                        .findFirst()
                        .orElseThrow(() -> new IOException("/proc/meminfo has no MemTotal"));
        return new MachineMemory(
                machine,
                groups(root)
                        .flatMap(MachineMemory::limits)
                        .mapToLong(Long::longValue)
                        .filter(limit -> limit < machine)
                        .min());
    }

    /// A folder of limits, and what they are called.
    private record Group(Path base, Path folder, List<String> files) {}

    private static Stream<Group> groups(Path root) throws IOException {
        Path own = root.resolve("proc/self/cgroup");
        if (!Files.isReadable(own)) {
            return Stream.of();
        }
        Path mounts = root.resolve("sys/fs/cgroup");
        return Files.readAllLines(own).stream().flatMap(line -> group(mounts, line).stream());
    }

    /// @param line `0::/path` of version 2, `4:memory:/path` of version 1
    private static Optional<Group> group(Path mounts, String line) {
        String[] fields = line.split(":", 3);
        if (fields.length < 3) {
            return Optional.empty();
        }
        if (fields[1].isEmpty()) {
            Path hybrid = mounts.resolve("unified");
            return Optional.of(
                    within(Files.isDirectory(hybrid) ? hybrid : mounts, fields[2], VERSION_2));
        }
        return List.of(fields[1].split(",")).contains("memory")
                ? Optional.of(within(mounts.resolve("memory"), fields[2], VERSION_1))
                : Optional.empty();
    }

    private static Group within(Path base, String path, List<String> files) {
        return new Group(base, base.resolve(path.replaceFirst("^/+", "")).normalize(), files);
    }

    /// Those of the group and of all above it. In a container the path may be the host's, and what
    /// is mounted the container's own: then only the top is found, and that is the right one.
    private static Stream<Long> limits(Group group) {
        return Stream.iterate(
                        group.folder(),
                        folder -> folder != null && folder.startsWith(group.base()),
                        Path::getParent)
                .flatMap(folder -> group.files().stream().map(folder::resolve))
                .flatMap(file -> limit(file).stream());
    }

    private static Optional<Long> limit(Path file) {
        try {
            String text = Files.readString(file).strip();
            // More digits than a number has mean none.
            return text.matches("[0-9]{1,18}")
                    ? Optional.of(Long.parseLong(text))
                    : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
