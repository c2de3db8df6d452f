package io.gingham.policy.model;

import io.gingham.policy.selector.Selector;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A policy of any kind, in one form.
///
/// @param tier the name of its tier
/// @param order lower first within its tier; positive infinity if none is given
/// @param subject which endpoints it is for. Conversion has put the namespace, and what
///   namespaceSelector and serviceAccountSelector say, into it
/// @param directions in which it applies
/// @param stage where in a packet's way it applies
/// @param applyOnForward for host endpoints: also to traffic that is forwarded through them
/// @param staged what would be done with it; empty for a policy in force. A staged policy is never
///   part of a program
/// @param problems what in it can't be understood, as `path: fault`. It then denies what it can't
///   tell, as its kind says: its rules are already the ones that fail closed
public record Policy(
        ResourceKey key,
        String tier,
        double order,
        Selector subject,
        Set<Direction> directions,
        Stage stage,
        boolean applyOnForward,
        Optional<StagedAction> staged,
        List<Rule> ingress,
        List<Rule> egress,
        List<String> problems)
        implements RuleSource {

    /// Within a tier: by order; ties by `name/namespace/kind`, as text.
    public static final Comparator<Policy> ORDER =
            Comparator.comparingDouble(Policy::order).thenComparing(Policy::tieBreaker);

    public Policy {
        directions = Set.copyOf(directions);
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
        problems = List.copyOf(problems);
    }

    public enum Stage {
        /// After connection tracking and address translation.
        NORMAL,
        /// `doNotTrack`: before connection tracking, each packet by itself. Host endpoints only.
        UNTRACKED,
        /// `preDNAT`: before destination translation. Host endpoints and ingress only.
        PRE_DNAT
    }

    public enum StagedAction {
        SET,
        DELETE,
        LEARN,
        IGNORE
    }

    /// Its rules in that direction; none in a direction it doesn't have.
    public List<Rule> rules(Direction direction) {
        if (!directions.contains(direction)) {
            return List.of();
        }
        return switch (direction) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    /// What of a rule can't be understood, so that it stands for what fails closed.
    public Optional<String> problemOf(Rule rule) {
        String path = rule.origin().path();
        return problems.stream()
                .filter(problem -> problem.startsWith(path))
                .filter(
                        problem ->
                                problem.length() > path.length()
                                        && ".[:".indexOf(problem.charAt(path.length())) >= 0)
                .findFirst();
    }

    public boolean isInForce() {
        return staged.isEmpty();
    }

    /// Of a staged policy, the one that it stages; of any other, itself.
    public Policy enforced() {
        return new Policy(
                key.ofEnforcedKind(),
                tier,
                order,
                subject,
                directions,
                stage,
                applyOnForward,
                Optional.empty(),
                ingress,
                egress,
                problems);
    }

    @Override
    public ResourceKey resourceKey() {
        return key;
    }

    /// What decides between policies of one tier and one order.
    public String tieBreaker() {
        return key.name() + "/" + key.namespace() + "/" + key.kind().kind();
    }
}
