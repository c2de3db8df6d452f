package io.gingham.agent.cli;

import picocli.CommandLine.Command;

/// Policies in files, without a cluster.
@Command(
        name = "policy",
        description = "Test and check policies in files, without a cluster.",
        footer = {"", "Example:", "  ./gingham policy check docs/examples/shop"},
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyTestCommand.class,
            PolicyCheckCommand.class,
            PolicyListCommand.class,
            PolicyDiffCommand.class,
            PolicyExposureCommand.class
        })
final class PolicyCommands {}
