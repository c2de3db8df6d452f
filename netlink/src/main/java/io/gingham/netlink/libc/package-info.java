/// The few functions of the C library that Java has no words for, bound with jnr-ffi, the kernel's
/// error numbers, and the exception that carries one.
///
/// Nothing here interprets data. [io.gingham.netlink.libc.LibC] is the bare binding;
/// [io.gingham.netlink.libc.Sys] turns a result of -1 into a
/// [io.gingham.netlink.libc.NetlinkException] that names the error and what was asked. Safe for use
/// by any thread; each call blocks the calling thread, and those that change a thread's namespace
/// change the calling thread's only.
@NullMarked
package io.gingham.netlink.libc;

import org.jspecify.annotations.NullMarked;
