/// Requests from the socket to the verbs.
///
/// ```
///  accept thread ─▶ a virtual thread each ─▶ Wire.read ─▶ Workers ─▶ Dispatcher ─▶ one verb, under the container's lock
///                                        ◀─ Wire.write ◀─ result or error object ◀┤
///                                                       WaitingAdds ◀─ the gate ◀─┘ (ADD)
/// ```
///
/// Locks are taken in the order container, host interface. Nothing a request holds makes another
/// container's request wait: ADDs have threads of their own, and one that waits for its policy has
/// none. What a runtime asked for while no agent was there is in [DeletionQueue]; what it never
/// asked for, [DeadEndpoints] finds.
@NullMarked
package io.gingham.cni.server;

import org.jspecify.annotations.NullMarked;
