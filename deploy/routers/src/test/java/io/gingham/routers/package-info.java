@NullMarked
package io.gingham.routers;

import org.jspecify.annotations.NullMarked;
