@NullMarked
package io.gingham.dataplane.rules;

import org.jspecify.annotations.NullMarked;
