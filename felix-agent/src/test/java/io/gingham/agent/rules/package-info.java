/// Rendering, without any kernel.
@NullMarked
package io.gingham.agent.rules;

import org.jspecify.annotations.NullMarked;
