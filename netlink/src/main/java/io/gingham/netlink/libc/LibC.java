package io.gingham.netlink.libc;

import java.nio.ByteBuffer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int64_t;
import org.jspecify.annotations.Nullable;

/// Signatures as in the manual's sections 2 and 3. Public only because jnr-ffi generates the class
/// that implements it; callers use [Sys].
public interface LibC {

    int open(CharSequence path, int flags, int mode);

    int close(int fd);

    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int length);

    int getsockname(int fd, @Out byte[] address, @In @Out int[] length);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    @ssize_t
    long send(int fd, @In byte[] data, @size_t long length, int flags);

    @ssize_t
    long recvfrom(
            int fd,
            ByteBuffer data,
            @size_t long length,
            int flags,
            @Out byte[] sender,
            @In @Out int[] senderLength);

    @ssize_t
    long sendto(
            int fd,
            @In byte[] data,
            @size_t long length,
            int flags,
            @In byte[] receiver,
            int receiverLength);

    /// @param message a direct buffer, laid out as struct msghdr
    @ssize_t
    long recvmsg(int fd, ByteBuffer message, int flags);

    /// @param pid of a process, or of a group with a minus before it
    int kill(int pid, int signal);

    int setns(int fd, int type);

    int unshare(int flags);

    int mount(
            @Nullable CharSequence source,
            CharSequence target,
            @Nullable CharSequence type,
            @u_int64_t long flags,
            jnr.ffi.@Nullable Pointer data);

    int umount2(CharSequence target, int flags);
}
