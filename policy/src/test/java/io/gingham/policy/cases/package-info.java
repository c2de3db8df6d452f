@NullMarked
package io.gingham.policy.cases;

import org.jspecify.annotations.NullMarked;
