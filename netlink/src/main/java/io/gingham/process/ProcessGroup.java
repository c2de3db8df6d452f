package io.gingham.process;

import io.gingham.netlink.libc.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program with all that it starts. It gets a session, and so a process group, of its own: the
/// one thing that a chain of processes, each of which ends when the next has begun, can't slip out
/// of by accident (a child whose parent has ended is nobody's descendant any more). The JVM can't
/// make one, setsid(1) of util-linux does, in the very process that then becomes the program.
final class ProcessGroup {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /// What a program may have started at a time, beside itself.
    private static final int MOST_PROCESSES = 64;

    private final Process leader;
    private final boolean group;

    private ProcessGroup(Process leader, boolean group) {
        this.leader = leader;
        this.group = group;
    }

    /// The command to start instead.
    static List<String> command(List<String> program) {
        if (!Files.isExecutable(SETSID)) {
            return program;
        }
        List<String> whole = new ArrayList<>(List.of(SETSID.toString(), "--"));
        whole.addAll(program);
        return whole;
    }

    /// @param leader started with [#command]
    static ProcessGroup of(Process leader) {
        return new ProcessGroup(leader, Files.isExecutable(SETSID));
    }

    boolean isTooLarge() {
        return leader.descendants().limit(MOST_PROCESSES + 1).count() > MOST_PROCESSES;
    }

    String limit() {
        return "more than " + MOST_PROCESSES + " processes";
    }

    /// Without setsid: what is still a descendant.
    void kill() {
        List<ProcessHandle> descendants = leader.descendants().toList();
        if (group) {
            Sys.killGroup(Math.toIntExact(leader.pid()));
        }
        leader.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
