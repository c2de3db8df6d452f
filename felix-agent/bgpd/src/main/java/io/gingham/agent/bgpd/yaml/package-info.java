/// A YAML file as a tree whose every value knows its place, and the reading of it: what is missing,
/// unknown or of the wrong form is told with file, line and column, what was expected, what was
/// seen, and what to do.
///
/// Refused: aliases (peer groups do that job), two documents, two keys of one name, more than 16
/// MiB of text, more than 50 levels.
@NullMarked
package io.gingham.agent.bgpd.yaml;

import org.jspecify.annotations.NullMarked;
