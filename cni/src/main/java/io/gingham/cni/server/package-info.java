/// Requests from the socket to the verbs.
///
/// ```
///  accept thread ─▶ worker threads (bounded) ─▶ Wire.read ─▶ Dispatcher ─▶ one verb, under the container's lock
///                                            ◀─ Wire.write ◀─ result or error object
/// ```
///
/// Locks are taken in the order container, host interface. Nothing a request holds makes another
/// container's request wait.
@NullMarked
package io.gingham.cni.server;

import org.jspecify.annotations.NullMarked;
