package io.gingham.cni.spec;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.util.List;
import java.util.Map;

/// A request's environment, checked.
///
/// @param containerId empty for verbs without an attachment
/// @param netns path of the container's network namespace; may be empty for DEL
/// @param path the folders of `CNI_PATH`, in order
/// @param environment as it came, for delegated plugins
public record Invocation(
        CniCommand command,
        String containerId,
        String netns,
        String ifname,
        CniArgs args,
        List<String> path,
        Map<String, String> environment) {

    public Invocation {
        path = List.copyOf(path);
        environment = Map.copyOf(environment);
    }

    /// @throws CniException INVALID_ENVIRONMENT with the variables that are missing or malformed
    public static Invocation parse(Map<String, String> environment) {
        CniCommand command = CniCommand.parse(environment.getOrDefault("CNI_COMMAND", ""));
        List<String> missing =
                command.required().stream()
                        .filter(name -> environment.getOrDefault(name, "").isEmpty())
                        .toList();
        if (!missing.isEmpty()) {
            throw new CniException(
                    CniErrorCode.INVALID_ENVIRONMENT,
                    "required env variables [" + String.join(",", missing) + "] missing");
        }
        boolean attached = command.required().contains("CNI_CONTAINERID");
        String containerId = environment.getOrDefault("CNI_CONTAINERID", "");
        String ifname = environment.getOrDefault("CNI_IFNAME", "");
        return new Invocation(
                command,
                attached ? Names.containerId(containerId) : "",
                environment.getOrDefault("CNI_NETNS", ""),
                attached ? Names.interfaceName(ifname) : "",
                attached
                        ? CniArgs.parse(environment.getOrDefault("CNI_ARGS", ""))
                        : new CniArgs(Map.of()),
                folders(environment.getOrDefault("CNI_PATH", "")),
                environment);
    }

    public EndpointId endpointId() {
        return new EndpointId(containerId, ifname);
    }

    private static List<String> folders(String path) {
        return path.isEmpty() ? List.of() : List.of(path.split(":", -1));
    }
}
