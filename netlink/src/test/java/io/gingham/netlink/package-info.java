/// Tests of the netlink layer, against recorded bytes and the real kernel, and the fixtures other
/// modules use in their own kernel tests: `TestNamespaces`, `FakeKernel`.
@NullMarked
package io.gingham.netlink;

import org.jspecify.annotations.NullMarked;
