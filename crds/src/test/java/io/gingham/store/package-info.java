@NullMarked
package io.gingham.store;

import org.jspecify.annotations.NullMarked;
