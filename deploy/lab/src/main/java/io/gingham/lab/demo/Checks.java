package io.gingham.lab.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What has been checked, and what did not hold.
final class Checks {

    private final Consumer<String> say;
    private final List<String> failures = new ArrayList<>();
    private int count;

    Checks(Consumer<String> say) {
        this.say = say;
    }

    /// @param fact a sentence that should be true
    /// @param seen what was found, told when it is not
    void that(boolean holds, String fact, String seen) {
        count++;
        say.accept(
                (holds ? "  ok    " : "  FAIL  ")
                        + fact
                        + (holds || seen.isEmpty() ? "" : ": " + seen));
        if (!holds) {
            failures.add(fact + (seen.isEmpty() ? "" : ": " + seen));
        }
    }

    int count() {
        return count;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
