/// The session of one peer as a pure function: state and event in, next state and effects out (RFC
/// 4271 section 8).
///
/// ```
///            start                connected               OPEN good            KEEPALIVE
///   Idle ───────────▶ Connect ───────────────▶ OpenSent ───────────▶ OpenConfirm ─────────▶ Established
///    ▲  ◀─ held ──      │  ▲                      │                      │                      │
///    │                  ▼  │ ConnectRetry         │ lost                 │ error                │ error
///    │                 Active ◀──────────────────┘                      │                      │
///    └──────────────────────────────────────────────────────────────────┴──────────────────────┘
/// ```
///
/// [SessionFsm] has one method per state and one arm per event, with the RFC's event numbers
/// beside. It reads no clock and holds nothing; the shell (`speaker.PeerDriver`) carries out the
/// effects in their order and feeds back what happens.
///
/// Where it chooses among what the RFC allows:
/// - Every peer restarts by itself (AutomaticStart). Idle is a waiting room: after an error it is
///   left when the idle hold time is over, which doubles with each error in a row
///   (DampPeerOscillations, section 8.1). Where the RFC goes to Idle and an undamped automatic
///   start would leave it at once, the step goes straight to Active with a retry timer, so that the
///   peer can call back any moment.
/// - Connections tracked (section 6.8): a second connection of a peer gets a session of its own in
///   OpenSent; [Collision] says which one lives as soon as the peer's router ID is known, and the
///   loser gets event 23.
/// - A closed connection of an Established session counts as a graceful restart (RFC 4724 section
///   4.2) if the peer announced it; a NOTIFICATION, sent or received, and an expired hold timer
///   only if both sides announced the N bit, and never as a Hard Reset (RFC 8538). What both OPENs
///   say of it is a [RestartAgreement].
/// - A session that ends on purpose pauses or is final ([Farewell]): only the latter is always
///   said.
/// - Delay open (section 8.1.1) is a flag of Connect and Active, [SessionState]. A bad OPEN that
///   comes meanwhile is answered with our OPEN and the NOTIFICATION.
/// - No TTL events; damping has no memory beyond the errors in a row. Sessions that end as soon as
///   they begin are the shell's business (`speaker.FlapDamper`): the machine has no clock.
///
/// The hold timer's expiry is event 10; look for `HoldTimerExpired` in [SessionFsm]. That of the
/// send hold timer (RFC 9687) is event 29.
@NullMarked
package io.gingham.bgp.fsm;

import org.jspecify.annotations.NullMarked;
