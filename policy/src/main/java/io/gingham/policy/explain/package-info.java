/// Answers about policies, before and after they are applied: what becomes of a flow and why, what
/// a change would change, and what in a policy is probably not meant.
@NullMarked
package io.gingham.policy.explain;

import org.jspecify.annotations.NullMarked;
