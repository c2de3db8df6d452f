/// From the API's objects (fabric8's classes) to the model.
///
/// Total: whatever an object holds, there is a value for it. A pod's address that is no address is
/// left out; a NetworkPolicy that breaks the API's rules becomes
/// [io.gingham.policy.model.NetworkPolicy.Invalid] with the path of the first fault. (An API server
/// refuses most of these at the door; an older one, another version's objects or a plain file may
/// not.)
///
/// What is checked is what an API server checks, with two readings of our own: host bits in a CIDR
/// are cleared (older servers accept them, with a warning), and an exception as large as its block
/// is taken at its word (nothing is left of the block).
@NullMarked
package io.gingham.policy.convert;

import org.jspecify.annotations.NullMarked;
