package io.gingham.lab.cli;

import io.gingham.lab.fabric.Addresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `--nodes`, so that a number out of range is wrong usage before anything is raised.
final class NodeCount implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int nodes = Integer.parseInt(text);
            if (nodes >= 1 && nodes <= Addresses.MAX_NODES) {
                return nodes;
            }
        }
        throw new TypeConversionException(
                "--nodes " + text + " is not in 1.." + Addresses.MAX_NODES);
    }
}
