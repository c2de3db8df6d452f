package io.gingham.cni.spec;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.netlink.Netlink;
import java.util.regex.Pattern;

/// The specification's rules for identifiers.
public final class Names {

    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.\\-]*");

    /// The id is part of a file name, which may have 255 bytes.
    private static final int MAX_CONTAINER_ID = 200;

    /// A DNS subdomain, RFC 1123.
    private static final int MAX_KUBERNETES_NAME = 253;

    private Names() {}

    /// @throws CniException UNKNOWN_CONTAINER if empty, INVALID_ENVIRONMENT if malformed
    public static String containerId(String text) {
        if (text.isEmpty()) {
            throw new CniException(CniErrorCode.UNKNOWN_CONTAINER, "missing containerID");
        }
        if (!IDENTIFIER.matcher(text).matches() || text.length() > MAX_CONTAINER_ID) {
            throw new CniException(
                    CniErrorCode.INVALID_ENVIRONMENT,
                    "invalid characters in containerID",
                    "CNI_CONTAINERID is '"
                            + text
                            + "'; expected a letter or digit, then letters, digits, '_', '.', '-',"
                            + " at most 200");
        }
        return text;
    }

    /// A pod's name or namespace, or nothing. Kubernetes allows less than this.
    ///
    /// @param variable of CNI_ARGS, for the error's text
    /// @throws CniException INVALID_ENVIRONMENT
    public static String kubernetes(String variable, String text) {
        boolean plain =
                text.length() <= MAX_KUBERNETES_NAME
                        && text.chars()
                                .noneMatch(
                                        c ->
                                                c == '/'
                                                        || Character.isISOControl(c)
                                                        || Character.isWhitespace(c)
                                                        || Character.isSpaceChar(c));
        if (!plain) {
            throw new CniException(
                    CniErrorCode.INVALID_ENVIRONMENT,
                    "invalid " + variable + " in CNI_ARGS",
                    "it is '"
                            + text
                            + "'; expected at most "
                            + MAX_KUBERNETES_NAME
                            + " characters without '/', spaces and line ends");
        }
        return text;
    }

    /// @throws CniException INVALID_CONFIG
    public static String network(String text) {
        if (!IDENTIFIER.matcher(text).matches()) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    text.isEmpty() ? "missing network name" : "invalid characters in network name",
                    "name is '" + text + "'");
        }
        return text;
    }

    /// @throws CniException INVALID_ENVIRONMENT
    public static String interfaceName(String text) {
        if (!Netlink.isLinkName(text)) {
            throw new CniException(
                    CniErrorCode.INVALID_ENVIRONMENT,
                    "invalid interface name",
                    "CNI_IFNAME is '"
                            + text
                            + "'; expected 1 to 15 bytes without '/', ':' or spaces, and not '.'"
                            + " or '..'");
        }
        return text;
    }
}
