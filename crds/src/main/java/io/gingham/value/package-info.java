/// The value types every part shares: addresses, prefixes, AS numbers. Immutable, comparable,
/// parsed strictly.
///
/// Nothing here resolves names, reads clocks or does I/O. Text that is not exactly an address is
/// refused with an [IllegalArgumentException] that says what was expected and what was seen.
@NullMarked
package io.gingham.value;

import org.jspecify.annotations.NullMarked;
