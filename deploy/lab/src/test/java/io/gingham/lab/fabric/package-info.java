@NullMarked
package io.gingham.lab.fabric;

import org.jspecify.annotations.NullMarked;
