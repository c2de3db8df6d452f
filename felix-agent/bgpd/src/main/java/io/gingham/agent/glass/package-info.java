/// The looking glass: what a speaker knows, for people and programs. The agent and the daemon
/// answer the same questions (`status.Request`) with the same JSON; [GlassText] is how the command
/// line shows it.
///
/// It only looks. A table may be larger than anybody reads, so an answer has a limit and says how
/// many there are.
@NullMarked
package io.gingham.agent.glass;

import org.jspecify.annotations.NullMarked;
