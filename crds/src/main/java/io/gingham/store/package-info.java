/// API objects that several write, changed by compare-and-swap, in one place.
///
/// ```
///   update(key, change) ─▶ read ─▶ change ─▶ write with the resourceVersion that was read ─▶ done
///                           ▲                                │
///                           └──── a pause ◀── conflict: somebody else was first
/// ```
///
/// A change is a function of what is there, and may be asked several times: it has no effects of
/// its own. [io.gingham.store.ObjectStore] is the loop, [io.gingham.store.ApiObjects] the world it
/// works on: the API server, or a fake in tests (`FakeApiObjects`). Nothing here has a thread; each
/// call blocks its caller for the server's answers.
///
/// *Refused*: writing without a version, as a merge or by force. What two writers may change
/// independently of each other (a condition of a Node) is patched elsewhere.
@NullMarked
package io.gingham.store;

import org.jspecify.annotations.NullMarked;
