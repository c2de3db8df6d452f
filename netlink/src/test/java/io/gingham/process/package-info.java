@NullMarked
package io.gingham.process;

import org.jspecify.annotations.NullMarked;
