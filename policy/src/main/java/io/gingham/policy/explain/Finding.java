package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.model.ResourceKey;
import org.jspecify.annotations.Nullable;

/// Something about an object in a file that its author should know.
///
/// @param rule what was broken, for machines: `never-reached`; stable
/// @param subject the object: `NetworkPolicy shop/db`; empty if the file as a whole is meant
/// @param file empty if the object is not from a file
/// @param line from 1; 0 if not known
/// @param message what is the matter, and how it can be cured
public record Finding(
        Severity severity, String rule, String subject, String file, int line, String message) {

    public enum Severity {
        /// It is not what it was meant to be, and fails closed, or is refused by the API server.
        ERROR,
        /// It does what it says; probably something else was meant.
        WARNING
    }

    /// @param problem as conversion puts it: `spec.ingress[0].action: 'Permit'; expected …`
    static Finding error(ResourceKey resource, Manifest manifest, String problem) {
        String path = problem.substring(0, Math.max(problem.indexOf(": "), 0));
        return of(Severity.ERROR, "not-understood", resource.toString(), manifest, path, problem);
    }

    /// A document that can't be read at all.
    public static Finding unreadable(ManifestException fault) {
        return new Finding(
                Severity.ERROR, "unreadable", "", fault.file(), fault.line(), fault.fault());
    }

    /// @param manifest null if the object is not from a file
    /// @param path of what is meant: `spec.ingress[0]`; empty for the object
    public static Finding of(
            Severity severity,
            String rule,
            String subject,
            @Nullable Manifest manifest,
            String path,
            String message) {
        return manifest == null
                ? new Finding(severity, rule, subject, "", 0, message)
                : new Finding(
                        severity, rule, subject, manifest.file(), manifest.line(path), message);
    }

    /// As compilers write it: `shop.yaml:12: warning: NetworkPolicy shop/db: …`.
    @Override
    public String toString() {
        String where = file.isEmpty() ? "" : file + (line > 0 ? ":" + line : "") + ": ";
        return where
                + (severity == Severity.ERROR ? "error: " : "warning: ")
                + (subject.isEmpty() ? "" : subject + ": ")
                + message;
    }
}
