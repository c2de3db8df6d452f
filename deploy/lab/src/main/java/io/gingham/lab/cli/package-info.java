/// The lab's subcommands. They run inside the private namespaces that `./gingham` makes or enters.
@NullMarked
package io.gingham.lab.cli;

import org.jspecify.annotations.NullMarked;
