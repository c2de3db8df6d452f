package io.gingham.cni.wiring;

import io.gingham.cni.spec.Invocation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of the host's end of a veth pair: `cali` and the first 11 hex digits of a SHA-1, of
/// `<namespace>.<pod>` for a Kubernetes pod (as Calico's Felix computes it too), else of
/// `<container id>.<interface>`.
public final class HostInterfaceName {

    public static final String PREFIX = "cali";

    private static final int HEX_DIGITS = 11;

    private HostInterfaceName() {}

    public static String of(Invocation invocation) {
        String pod = invocation.args().podName();
        return pod.isEmpty()
                ? hashed(invocation.containerId() + "." + invocation.ifname())
                : ofPod(invocation.args().podNamespace(), pod);
    }

    public static String ofPod(String namespace, String pod) {
        return hashed(namespace + "." + pod);
    }

    private static String hashed(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
