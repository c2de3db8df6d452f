/// The API types of the group `projectcalico.org`, version `v3`, that Gingham reads: Calico's names
/// and meanings.
///
/// The YAML of the custom resource definitions (`resources/crds`) is generated from these classes;
/// a test holds the two together. Each spec keeps fields it has no name for in `notHonoured`, so
/// that the agent can report what it accepted and does not act upon; a manifest from Calico's
/// documentation is therefore never refused for a field that comes later.
///
/// ```
///  NetworkPolicySpec  GlobalNetworkPolicySpec  StagedNetworkPolicySpec …  ProfileSpec
///          └────────────────┴── PolicyRule ───────────┴──────────────────────┘
///                                 ├─ IcmpFields  HttpMatch  RuleMetadata
///                                 └─ EntityRule (source, destination) ─ ServiceMatch  ServiceAccountMatch
/// ```
///
/// Policies are not read through these classes: the agent takes them as maps and lists
/// (`io.gingham.policy.convert`), so that one object of an odd form harms no other. They are what
/// the definitions are made of, and a test there holds the two together. For the same reason the
/// client is not told of them (`META-INF/services`).
@NullMarked
package io.gingham.crds.v3;

import org.jspecify.annotations.NullMarked;
