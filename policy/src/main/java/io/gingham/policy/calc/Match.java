package io.gingham.policy.calc;

import io.gingham.policy.model.Selectable;

/// A selector began to select an item, or no longer does.
///
/// @param <S> what stands for the selector
record Match<S>(S selector, Selectable item, boolean started) {}
