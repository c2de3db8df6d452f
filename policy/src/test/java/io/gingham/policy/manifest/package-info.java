@NullMarked
package io.gingham.policy.manifest;

import org.jspecify.annotations.NullMarked;
