/// Who can reach whom: the question, and the table people read at a glance.
@NullMarked
package io.gingham.lab.matrix;

import org.jspecify.annotations.NullMarked;
