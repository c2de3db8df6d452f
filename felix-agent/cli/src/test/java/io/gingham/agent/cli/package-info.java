@NullMarked
package io.gingham.agent.cli;

import org.jspecify.annotations.NullMarked;
