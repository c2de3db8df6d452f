/// What a running agent tells of itself, over a unix socket of its own: one JSON request a line in,
/// one JSON answer a line out.
///
/// The socket is readable by root only. The shapes are records that both sides share.
@NullMarked
package io.gingham.agent.status;

import org.jspecify.annotations.NullMarked;
