/// From the cluster's state to rules in the kernel, and the gate that holds a pod's ADD until its
/// rules are there.
///
/// ```
///  watches ─▶ PolicyInbox ─▶ Intake ─▶ CalcGraph ─▶ program's updates ─▶ Target ─▶ PolicyDataplane ─▶ kernel
///  pods that are wired ─────▶   │                                            │
///                               └─ NotUnderstood                             ▼ it is there
///                                         Receipts: which versions are in force
///                                         Admission: forget connections of pods that are gone, let ADDs through
/// ```
///
/// [PolicyPart] is the order of these steps, and nothing else. The program is read by whoever asks
/// through [ProgramView]; the part's thread alone changes it. What [KernelLook] finds otherwise
/// than written is said, and repaired by the next run.
///
/// Refused: anything before every kind has been listed; an ADD whose rules the kernel has not
/// taken.
@NullMarked
package io.gingham.agent.enforce;

import org.jspecify.annotations.NullMarked;
