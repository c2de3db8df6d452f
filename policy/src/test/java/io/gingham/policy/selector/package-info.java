@NullMarked
package io.gingham.policy.selector;

import org.jspecify.annotations.NullMarked;
