/// What a node says of itself in the API: the object GinghamNode of its name, and Events of the
/// Node when a router's session comes or goes.
///
/// ```
///   peers, health, routes ──▶ SessionHistory ──▶ changes ──▶ Events (of routers only)
///            │                     │ since when
///            └────────▶ NodeReport ┴──▶ ReportPace: what is news at once, counts rarely ──▶ ReportStore
/// ```
///
/// Nobody watches these objects but people and tools: the Node itself, which every agent watches,
/// is not written for a session that flaps. Of sessions with other nodes there are no Events: one
/// node that dies would make one for each of the others.
@NullMarked
package io.gingham.agent.report;

import org.jspecify.annotations.NullMarked;
