/// The rtnetlink codec against bytes recorded from a kernel, mutated bytes, and itself.
@NullMarked
package io.gingham.netlink.message;

import org.jspecify.annotations.NullMarked;
