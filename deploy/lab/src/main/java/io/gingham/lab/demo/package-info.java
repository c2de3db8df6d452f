/// `lab demo`: what a newcomer sees first. A story in scenes, each of which ends in checks and
/// takes back what it did.
///
/// ```
///   Demo ─▶ Scene, Scene, … (more where there are two racks)
///             └─▶ Stage: the cluster, the pods, what is said ─▶ Checks
/// ```
@NullMarked
package io.gingham.lab.demo;

import org.jspecify.annotations.NullMarked;
