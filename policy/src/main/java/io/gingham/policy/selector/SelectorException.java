package io.gingham.policy.selector;

/// A text is no selector.
public final class SelectorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int position;

    /// @param position index into the text, in characters from 0
    public SelectorException(int position, String fault) {
        super("at character " + (position + 1) + ": " + fault);
        this.position = position;
    }

    public int position() {
        return position;
    }
}
