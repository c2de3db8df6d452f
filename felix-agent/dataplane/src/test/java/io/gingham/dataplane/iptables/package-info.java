@NullMarked
package io.gingham.dataplane.iptables;

import org.jspecify.annotations.NullMarked;
