package io.gingham.value;

import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an exception says, as a sentence: many of the JDK's and of Netty's have only a path for a
/// message, or `null`, and leave the rest to the name of their class.
public final class FailureText {

    private FailureText() {}

    public static String of(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no file or folder " + e.getFile();
            case AccessDeniedException e -> "this user has no permission for " + e.getFile();
            case NotDirectoryException e -> e.getFile() + " is no folder";
            case FileAlreadyExistsException e -> e.getFile() + " is there already";
            case FileSystemException e when e.getReason() == null ->
                    e.getFile() + " can't be used (" + words(e) + ")";
            case NoRouteToHostException _ -> "no route to host";
            case UnknownHostException e -> "the host " + e.getMessage() + " is unknown";
            default -> other(failure);
        };
    }

    private static String other(Throwable failure) {
        String said = said(failure.getMessage());
        if (!said.isEmpty()) {
            return said;
        }
        Throwable cause = failure.getCause();
        return cause == null || cause == failure ? words(failure) : of(cause);
    }

    /// Without the text that string concatenation makes of a missing one.
    private static String said(@Nullable String message) {
        return message == null || message.isBlank() || message.startsWith("null") ? "" : message;
    }

    /// `ClosedChannelException` is `closed channel`.
    private static String words(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
