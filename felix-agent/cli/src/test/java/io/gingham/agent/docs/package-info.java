/// Holds the documents against the code: what they name exists, and what exists is named.
@NullMarked
package io.gingham.agent.docs;

import org.jspecify.annotations.NullMarked;
