/// What all documents that people write have in common, whatever they are parsed with: the path to
/// a part, the nearest name for one that is not known, and the sentence that says what was expected
/// and what was seen.
///
/// ```
///   policies   manifest ─▶ maps ─▶ Tree ─────────────────────────▶ Refusal ─▶ a problem of the object
///   cases      manifest ─▶ maps ─▶ Tree ─▶ their own words ──────▶ Refusal ─▶ CaseException
///   bgp run    tokens with line and column ─▶ its own sections ─┐
///   CNI        JSON with a bound on its tree ───────────────────┴▶ Seen, NearestName
/// ```
///
/// Parsing is not shared, for it means something else in each: a manifest has kubectl's aliases,
/// merge keys and words of YAML 1.1; the file of `bgp run` refuses aliases, keeps each word as it
/// is written, and may have a million lines; a CNI configuration is passed on to plugins as it
/// came.
@NullMarked
package io.gingham.document;

import org.jspecify.annotations.NullMarked;
