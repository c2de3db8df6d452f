@NullMarked
package io.gingham.policy.program;

import org.jspecify.annotations.NullMarked;
