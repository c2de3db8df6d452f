@NullMarked
package io.gingham.policy.convert;

import org.jspecify.annotations.NullMarked;
