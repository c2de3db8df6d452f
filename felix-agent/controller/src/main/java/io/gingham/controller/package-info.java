/// What one of the cluster does for all: `./gingham controller`, of which several may run and one
/// leads (a Lease).
///
/// ```
///   Lease ─▶ leads? ──┐
///   API ─▶ Feed ─▶ wake ▶ Loop ─▶ Part: loadbalancer (addresses of services) ─▶ API
/// ```
///
/// A part reads the objects as they are when it runs and writes what is otherwise; it holds nothing
/// that another leader would need. A new one is a class and a line in [Controller].
@NullMarked
package io.gingham.controller;

import org.jspecify.annotations.NullMarked;
