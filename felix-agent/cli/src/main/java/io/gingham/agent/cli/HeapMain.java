package io.gingham.agent.cli;

import io.gingham.agent.bgpd.HeapPlan;
import java.nio.file.Path;
import java.util.List;

/// What the launcher asks before it starts `bgp run`: the options of the virtual machine that
/// depend on the machine and the configuration, in one line.
///
/// It says nothing about a file that can't be read, for `bgp run` itself does.
public final class HeapMain {

    private HeapMain() {}

    /// @param arguments those of `bgp run`
    public static void main(String[] arguments) {
        System.out.println(String.join(" ", HeapPlan.options(config(List.of(arguments)))));
    }

    private static Path config(List<String> arguments) {
        String option = "--config";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                return Path.of(argument.substring(option.length() + 1));
            }
            if (argument.equals(option) && i + 1 < arguments.size()) {
                return Path.of(arguments.get(i + 1));
            }
        }
        return Path.of("");
    }
}
