@NullMarked
package io.gingham.agent.export;

import org.jspecify.annotations.NullMarked;
