@NullMarked
package io.gingham.policy.explain;

import org.jspecify.annotations.NullMarked;
