/// What the lab's parts share: how they say to the person at the terminal what can't be done.
@NullMarked
package io.gingham.lab;

import org.jspecify.annotations.NullMarked;
