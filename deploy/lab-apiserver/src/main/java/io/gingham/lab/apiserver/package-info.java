/// The lab's API server, a process of its own: Kubernetes' API as far as the lab's agents and
/// `kubectl` use it, with everything in memory.
///
/// ```
///  request ─▶ ApiHandler ─┬▶ Discovery, OpenApi            what there is
///                         ├▶ ObjectCalls ─▶ Resources ─▶ FieldValidation, Admission ─▶ Store
///                         └▶ WatchStream ◀───────────────────────────────────── changes ┤
///                            Controllers (workloads, scheduler) ◀───────────────────────┘
/// ```
///
/// Each request has a virtual thread, the controllers share one; the [Store] has the one lock, and
/// what is in it is never changed, only replaced.
///
/// Kinds: Kubernetes' own by the client library's classes, ours by our definitions. Unknown and
/// wrongly typed fields are refused as a cluster does, and where our definitions keep unknown
/// fields on purpose, too. Not there: who may do what, rules in CEL, conversion between versions,
/// ownership of fields, admission webhooks, and what Kubernetes' own code checks beyond the schema.
@NullMarked
package io.gingham.lab.apiserver;

import org.jspecify.annotations.NullMarked;
