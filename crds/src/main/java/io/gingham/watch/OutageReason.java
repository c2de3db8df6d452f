package io.gingham.watch;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// Why a kind can't be read, and what to do, in words for who operates the cluster.
final class OutageReason {

    private OutageReason() {}

    /// The group of our own kinds.
    private static final String OURS = "projectcalico.org/";

    /// @param apiVersion of the kind that can't be read
    static String of(String apiVersion, Throwable failure) {
        int code =
                failure instanceof KubernetesClientException refused
                        ? Math.max(0, refused.getCode())
                        : 0;
        return switch (code) {
            case 401 ->
                    "the API server does not accept the agent's token or certificate (401); check the ServiceAccount, or the kubeconfig";
            case 403 ->
                    "the API server forbids it; the agent's ClusterRole must allow list and watch ("
                            + failure.getMessage()
                            + ")";
            case 404 ->
                    "the API server does not know this kind in "
                            + apiVersion
                            + (apiVersion.startsWith(OURS)
                                    ? "; apply Gingham's custom resource definitions (deploy/manifests)"
                                    : "; Kubernetes has it from 1.20 on, unless its API is turned off (--runtime-config)");
            case 0 ->
                    "the API server can't be reached ("
                            + cause(failure)
                            + "); check its address (KUBERNETES_SERVICE_HOST, or the kubeconfig) and this node's way to it";
            default -> "the API server answers with an error (" + cause(failure) + ")";
        };
    }

    /// The innermost, in its own words; some of Java's have none.
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !cause.getCause().equals(cause)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
