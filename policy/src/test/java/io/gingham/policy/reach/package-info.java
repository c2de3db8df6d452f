@NullMarked
package io.gingham.policy.reach;

import org.jspecify.annotations.NullMarked;
