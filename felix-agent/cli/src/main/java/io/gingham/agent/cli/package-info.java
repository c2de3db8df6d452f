/// The command line: thin, it parses and prints.
@NullMarked
package io.gingham.agent.cli;

import org.jspecify.annotations.NullMarked;
