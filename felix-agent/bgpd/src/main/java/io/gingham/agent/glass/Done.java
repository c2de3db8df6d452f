package io.gingham.agent.glass;

/// What an operator asked for has been done.
///
/// @param done in words
public record Done(String done) {}
