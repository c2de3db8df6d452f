package io.gingham.policy.explain;

import java.util.ArrayList;
import java.util.List;

/// What `explain` answers about a Service: the answer for each of its pods.
///
/// @param service `shop/web`
/// @param port of the service
/// @param allowed whether the flow is, to whichever pod it is sent
public record ServiceAnswer(
        String service, String port, boolean allowed, List<OfBackend> backends) {

    public ServiceAnswer {
        backends = List.copyOf(backends);
    }

    /// @param pod `shop/web-0`
    /// @param port of the pod
    public record OfBackend(String pod, String port, Answer answer) {}

    /// @throws IllegalArgumentException as [Answer#of]
    public static ServiceAnswer of(
            LoadedCluster cluster, String from, ServiceTarget target, Change change) {
        List<OfBackend> backends = new ArrayList<>();
        for (ServiceTarget.Backend backend : target.backends()) {
            String pod = backend.pod().toString();
            backends.add(
                    new OfBackend(
                            pod,
                            backend.port(),
                            Answer.of(cluster, from, pod, backend.port(), change)));
        }
        return new ServiceAnswer(
                target.service().namespace() + "/" + target.service().name(),
                target.port(),
                backends.stream().allMatch(backend -> backend.answer().allowed()),
                backends);
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        long allowed = backends.stream().filter(backend -> backend.answer().allowed()).count();
        lines.add(
                "Service %s %s: allowed to %s of its %s%s"
                        .formatted(
                                service,
                                port,
                                allowed,
                                backends.size(),
                                backends.size() == 1 ? " pod" : " pods"));
        backends.forEach(backend -> lines.addAll(backend.answer().lines()));
        return lines;
    }
}
