package io.gingham.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/// No exception is told as `null` or as a bare path.
class FailureTextTest {

    @Test
    void aPathIsNotAllThatIsSaid() {
        assertEquals(
                "there is no file or folder /a/b", FailureText.of(new NoSuchFileException("/a/b")));
        assertEquals(
                "this user has no permission for /a",
                FailureText.of(new AccessDeniedException("/a")));
        assertEquals(
                "/a: No space left on device",
                FailureText.of(new FileSystemException("/a", null, "No space left on device")));
        assertEquals(
                "/a can't be used (file system)", FailureText.of(new FileSystemException("/a")));
    }

    @Test
    void whatHasNoMessageIsToldByItsCauseOrItsKind() {
        assertEquals("closed channel", FailureText.of(new ClosedChannelException()));
        assertEquals("no route to host", FailureText.of(new NoRouteToHostException("null: /a")));
        assertEquals(
                "the disk is full",
                FailureText.of(
                        new IOException((String) null, new IOException("the disk is full"))));
        assertEquals("io", FailureText.of(new IOException("null")));
    }

    @Test
    void anIpv4AddressInIpv6sClothesIsKnown() {
        IpAddress mapped = IpAddress.parse("::ffff:10.8.0.9");
        assertTrue(mapped.isIpv4Mapped());
        assertEquals(IpAddress.parse("10.8.0.9"), mapped.unmapped());
        for (String other : new String[] {"10.8.0.9", "::1", "::fffe:10.8.0.9", "fe80::1"}) {
            IpAddress address = IpAddress.parse(other);
            assertFalse(address.isIpv4Mapped());
            assertEquals(address, address.unmapped());
        }
    }
}
