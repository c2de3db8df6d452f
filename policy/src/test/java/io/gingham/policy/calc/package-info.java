/// The calc graph: its index, and random clusters against the oracle.
@NullMarked
package io.gingham.policy.calc;

import org.jspecify.annotations.NullMarked;
