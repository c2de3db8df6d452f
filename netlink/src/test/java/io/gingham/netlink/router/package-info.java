/// Tests of the package of the same name.
@NullMarked
package io.gingham.netlink.router;

import org.jspecify.annotations.NullMarked;
