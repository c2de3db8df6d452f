/// The manifest in `deploy/manifests` is checked against the code.
@NullMarked
package io.gingham.agent.manifest;

import org.jspecify.annotations.NullMarked;
