/// The CNI specification as data: the request's environment and configuration, the result in the
/// shape of each version, the error object. Pure: no I/O, no clock.
///
/// What is malformed is a [io.gingham.cni.CniException] with the code the specification gives it.
/// Unknown configuration keys are accepted and kept for delegated plugins.
@NullMarked
package io.gingham.cni.spec;

import org.jspecify.annotations.NullMarked;
