package io.gingham.crds.v3;

/// Forms of text fields, as the API server checks them (RE2).
final class FieldForm {

    /// `90s`, `2m`, `1h30m`, `500ms`, `1.5s`, and `0`.
    static final String DURATION = "^(0|([0-9]{1,9}(\\.[0-9]{1,9})?(ms|s|m|h))+)$";

    /// Calico's, word for word: case does not count.
    static final String ENDPOINT_TO_HOST = "^(?i)(Drop|Accept|Return)?$";

    /// Which of a pool's packets are encapsulated.
    static final String ENCAPSULATION = "^(Always|CrossSubnet|Never)?$";

    private FieldForm() {}
}
