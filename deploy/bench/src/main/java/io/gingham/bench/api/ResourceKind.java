package io.gingham.bench.api;

/// @param path of the collection over all namespaces: `/api/v1/pods`
/// @param kind of its objects: `Pod`
public record ResourceKind(String path, String apiVersion, String kind) {

    public static ResourceKind core(String plural, String kind) {
        return new ResourceKind("/api/v1/" + plural, "v1", kind);
    }

    /// @param apiVersion group and version: `projectcalico.org/v3`
    public static ResourceKind of(String apiVersion, String plural, String kind) {
        return new ResourceKind("/apis/" + apiVersion + "/" + plural, apiVersion, kind);
    }

    /// One that nobody has put an object of.
    static ResourceKind unknown(String path) {
        return new ResourceKind(path, "v1", "");
    }
}
