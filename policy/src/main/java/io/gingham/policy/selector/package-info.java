/// Calico's selector language: text, tree, evaluation.
///
/// ```
///  text ──SelectorParser──▶ Selector (a sealed tree) ── matches(Labels) ──▶ boolean
///   ▲                          │
///   └── toString, canonical ───┘
/// ```
///
/// Pure. Refuses what is no selector with a [SelectorException] that holds the position.
@NullMarked
package io.gingham.policy.selector;

import org.jspecify.annotations.NullMarked;
