package io.gingham.policy.model;

/// A port that a container of the pod declares.
///
/// @param name empty if it has none; several ports of a pod may share one name (two containers, or
///   two protocols)
/// @param number 1..65535
public record ContainerPort(String name, PortProtocol protocol, int number) {

    public ContainerPort {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("container port " + number + " is not in 1..65535");
        }
    }
}
