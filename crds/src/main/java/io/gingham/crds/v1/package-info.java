/// The API types of the group `gingham.io`, version `v1`: what Calico has no kind for. Agents write
/// them, people and tools read them.
@NullMarked
package io.gingham.crds.v1;

import org.jspecify.annotations.NullMarked;
