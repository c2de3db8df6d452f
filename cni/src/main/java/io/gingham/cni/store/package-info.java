/// What this node has wired, on disk: one JSON file for each endpoint, so that a restart of the
/// agent and a DEL with nothing but the container's id find everything.
///
/// Each holds what a DEL needs, for the case that the runtime never asks. Files appear by rename,
/// whole or not at all. They are not flushed to the disk one by one: after a power loss the pods
/// are gone too, and DEL works without the file; a file that a crash left broken is set aside as
/// `*.broken`, and reported.
@NullMarked
package io.gingham.cni.store;

import org.jspecify.annotations.NullMarked;
