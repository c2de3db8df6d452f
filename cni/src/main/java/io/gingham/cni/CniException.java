package io.gingham.cni;

/// A request that fails: the exception is the error object to print. Its texts are one line each,
/// whatever they are made of.
public final class CniException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String text;
    private final String details;

    public CniException(CniErrorCode code, String text) {
        this(code, text, "");
    }

    /// @param details more about it for a person; may be empty
    public CniException(CniErrorCode code, String text, String details) {
        this(code.number(), text, details);
    }

    /// With a code that another plugin chose.
    public CniException(int code, String text, String details) {
        super(
                "CNI error "
                        + code
                        + ": "
                        + OneLine.of(text)
                        + (details.isEmpty() ? "" : " (" + OneLine.of(details) + ")"));
        this.code = code;
        this.text = OneLine.of(text);
        this.details = OneLine.of(details);
    }

    public CniException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public int code() {
        return code;
    }

    /// The sentence for `msg` of the error object.
    public String text() {
        return text;
    }

    public String details() {
        return details;
    }

    public boolean is(CniErrorCode other) {
        return code == other.number();
    }
}
