/// How fast Gingham is; no part of what ships.
///
/// ```
///  bgp         the speaker, beside BIRD, FRR and GoBGP
///  policy      the calc graph
///  dataplane   an agent, from the API event to the last kernel write ──▶ api, the server it reads from
/// ```
@NullMarked
package io.gingham.bench;

import org.jspecify.annotations.NullMarked;
