package io.gingham.policy.convert;

import io.gingham.document.Refusal;
import io.gingham.document.Seen;
import io.gingham.document.Tree;
import io.gingham.policy.selector.SelectorException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What is found wrong in one object while it is read part by part.
final class Problems {

    private final Set<String> found = new LinkedHashSet<>();
    private String first = "";

    /// The part, or what stands for it if it is refused.
    <T> T attempt(Supplier<T> part, Supplier<T> otherwise) {
        try {
            return part.get();
        } catch (Refusal refusal) {
            add(refusal);
            return otherwise.get();
        }
    }

    /// The part, or nothing if it is refused.
    <T> Optional<T> tried(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (Refusal refusal) {
            add(refusal);
            return Optional.empty();
        }
    }

    /// The items of a list; none if it is refused.
    List<Tree> items(Tree parent, String field) {
        return tried(() -> parent.get(field).list()).orElseGet(List::of);
    }

    void add(Refusal refusal) {
        if (found.isEmpty()) {
            first = refusal.path();
        }
        found.addAll(refusal.reasons());
    }

    /// So that whoever reads parts of a whole names all that is wrong with them, and not the first.
    ///
    /// @throws Refusal with all that has been found, if anything has
    void refuseIfAny() {
        if (!found.isEmpty()) {
            throw new Refusal(first, found());
        }
    }

    /// In the order in which they were found, each once.
    List<String> found() {
        return List.copyOf(found);
    }

    /// A selector's fault, at its path.
    static Refusal of(Tree tree, SelectorException e) {
        return tree.refuse("'" + Seen.cut(tree.text(), 80) + "' is no selector: " + e.getMessage());
    }
}
