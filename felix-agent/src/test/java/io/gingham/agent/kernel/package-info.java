/// Real packets through real rules, in the private namespaces the test JVM runs in.
@NullMarked
package io.gingham.agent.kernel;

import org.jspecify.annotations.NullMarked;
