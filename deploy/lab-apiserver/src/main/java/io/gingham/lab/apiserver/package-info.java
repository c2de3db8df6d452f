/// The lab's API server: fabric8's mock server in CRUD mode, over HTTP, as a process with a class
/// path of its own.
///
/// It keeps objects in memory, answers list, watch, create, update, patch and delete, and knows
/// resource versions. It does not validate, default or expire anything (no 410 Gone, no strategic
/// merge patch, no server-side apply), which the lab doesn't need.
@NullMarked
package io.gingham.lab.apiserver;

import org.jspecify.annotations.NullMarked;
