/// What tests of several packages share.
@NullMarked
package io.gingham.policy;

import org.jspecify.annotations.NullMarked;
