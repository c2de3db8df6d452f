/// The traps other implementations fell into, by their number in the list of known traps. Each is
/// put to the oracle and to the compiled program alike.
@NullMarked
package io.gingham.policy.traps;

import org.jspecify.annotations.NullMarked;
