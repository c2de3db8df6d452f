/// Compiling rules, and what a program decides.
@NullMarked
package io.gingham.policy.program;

import org.jspecify.annotations.NullMarked;
