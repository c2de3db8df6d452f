/// The API types of the group `projectcalico.org`, version `v3`, that Gingham reads: Calico's names
/// and meanings.
///
/// The YAML of the custom resource definitions (`resources/crds`) is generated from these classes;
/// a test holds the two together. Each spec keeps fields it has no name for in `notHonoured`, so
/// that the agent can report what it accepted and does not act upon; a manifest from Calico's
/// documentation is therefore never refused for a field that comes later.
@NullMarked
package io.gingham.crds.v3;

import org.jspecify.annotations.NullMarked;
