/// The one word for change, from the watch cache to the kernel.
@NullMarked
package io.gingham.delta;

import org.jspecify.annotations.NullMarked;
