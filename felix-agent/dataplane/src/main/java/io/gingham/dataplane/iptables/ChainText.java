package io.gingham.dataplane.iptables;

import io.gingham.dataplane.iptables.RuleText.Line;
import io.gingham.dataplane.rules.Act;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.Digest;
import io.gingham.dataplane.rules.Hook;
import io.gingham.dataplane.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A chain as iptables is given it.
///
/// @param hashes one a line, each covering the chain's name and all lines up to its own; equal
///   lists mean equal chains
/// @param lines `-A NAME …`
/// @param targets the chains of ours that it leads to
record ChainText(String name, List<String> hashes, List<String> lines, List<String> targets) {

    ChainText {
        hashes = List.copyOf(hashes);
        lines = List.copyOf(lines);
        targets = List.copyOf(targets);
    }

    static ChainText of(Chain chain, RuleText text) {
        List<String> hashes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        String previous = chain.name();
        for (Rule rule : chain.rules()) {
            for (Line line : text.lines(rule)) {
                previous = Digest.of(previous + "\n" + line.hashed());
                hashes.add(previous);
                lines.add("-A " + chain.name() + " " + line.specification(previous));
            }
        }
        List<String> targets =
                chain.rules().stream()
                        .map(Rule::act)
                        .map(Act::target)
                        .flatMap(Optional::stream)
                        .toList();
        return new ChainText(chain.name(), hashes, lines, targets);
    }

    /// A rule of ours in a chain of the kernel's.
    ///
    /// @param specification everything after `-A CHAIN `
    record HookText(Hook hook, String hash, String specification) {

        static HookText of(Hook hook, RuleText text) {
            Line line = text.lines(hook.rule()).getFirst();
            String hash =
                    Digest.of(hook.kernelChain() + " " + hook.position() + "\n" + line.hashed());
            return new HookText(hook, hash, line.specification(hash));
        }
    }
}
