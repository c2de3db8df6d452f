/// As much of a Kubernetes API server as an agent reads from: lists in pages, and watches over
/// WebSockets, as a real one has them. Everything is in memory; nobody is asked who they are;
/// writes are refused.
///
/// ```
///  put, remove ──▶ ResourceCollection ──▶ objects ──▶ GET …/pods?limit=500
///                        └──▶ log ──▶ WebSocket ──▶ GET …/pods?watch=true
/// ```
///
/// One virtual thread a connection. Events of a kind are written by the thread that makes them, so
/// that their moment is known.
@NullMarked
package io.gingham.bench.api;

import org.jspecify.annotations.NullMarked;
