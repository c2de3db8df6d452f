@NullMarked
package io.gingham.policy.lint;

import org.jspecify.annotations.NullMarked;
