/// The CNI server through the real launcher, with Debian's IPAM plugins, in real namespaces.
@NullMarked
package io.gingham.cni;

import org.jspecify.annotations.NullMarked;
