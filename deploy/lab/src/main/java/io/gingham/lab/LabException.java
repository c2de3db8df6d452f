package io.gingham.lab;

/// The lab can't do what was asked; the message says what and why, for the person at the terminal.
public final class LabException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }
}
