package io.gingham.lab.cli;

import io.gingham.lab.fabric.OneRack;
import io.gingham.lab.fabric.Topology;
import io.gingham.lab.fabric.TwoRacks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `--nodes` and `--racks`: the shape of the fabric.
final class Shape {

    private static final int NODES = 3;
    private static final int NODES_OF_TWO_RACKS = 4;

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec command;

    private @Nullable Integer nodes;
    private int racks = 1;

    @Option(
            names = "--nodes",
            converter = NodeCount.class,
            description = "How many nodes, 1 to 50 (default: 3; 4 in two racks).")
    void nodes(int count) {
        nodes = count;
        check();
    }

    @Option(
            names = "--racks",
            converter = RackCount.class,
            description =
                    "1: a router and IPv4 (the default); 2: two racks with a router each, a spine, nodes at both routers, IPv4 and IPv6.")
    void racks(int count) {
        racks = count;
        check();
    }

    private void check() {
        if (racks == 2 && nodes != null && nodes < 2 && command != null) {
            throw new ParameterException(
                    command.commandLine(), "--racks 2 needs a node in each: --nodes 2 or more");
        }
    }

    Topology topology() {
        if (racks == 1) {
            return OneRack.of(nodes == null ? NODES : nodes);
        }
        return TwoRacks.of(nodes == null ? NODES_OF_TWO_RACKS : nodes);
    }

    static final class RackCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return switch (text) {
                case "1" -> 1;
                case "2" -> 2;
                default -> throw new TypeConversionException("--racks " + text + " is not 1 or 2");
            };
        }
    }
}
