package io.gingham.agent.cli;

import picocli.CommandLine.Command;

@Command(
        name = "version",
        description = "Print the version.",
        footer = {"", "Example:", "  ./gingham version"},
        mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {

    @Override
    public void run() {
        System.out.println("gingham " + Version.text());
    }
}
