package io.gingham.agent.bgpd.yaml;

/// Where something stands in a file.
///
/// @param line from 1; 0: the file as a whole
/// @param column from 1
public record Place(String file, int line, int column) {

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
