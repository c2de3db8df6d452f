@NullMarked
package io.gingham.document;

import org.jspecify.annotations.NullMarked;
