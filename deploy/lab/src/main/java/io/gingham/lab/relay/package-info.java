/// The way from the lab to an API server that was given with `KUBECONFIG`. The lab's network
/// namespaces reach nothing of this machine, but a unix socket with a path crosses them.
///
/// ```
///  private namespaces                                    │ this machine
///   client, agents ──▶ ApiGateway 100.64.0.1:8080 ──▶ api.sock ──▶ ApiRelay ──▶ the API server, and nothing else
/// ```
///
/// For an `http` server the gateway stands in its place. For an `https` server it is an HTTP proxy
/// that knows `CONNECT` to that server only: the URL stays, and with it what TLS checks, from end
/// to end. Each connection has two virtual threads on both sides.
///
/// The kubeconfig inside is made by [GivenCluster] from the one given: one cluster, one user, with
/// the contents of certificates and keys instead of their files. A token that a credential plugin
/// or a file gave is taken once, at the start.
@NullMarked
package io.gingham.lab.relay;

import org.jspecify.annotations.NullMarked;
