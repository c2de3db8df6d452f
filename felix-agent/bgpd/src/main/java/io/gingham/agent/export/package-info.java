/// How what the RIB has found best is told to the kernel, by the agent and by `bgp run` alike. Pure
/// functions.
@NullMarked
package io.gingham.agent.export;

import org.jspecify.annotations.NullMarked;
