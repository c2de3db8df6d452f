package io.gingham.agent.rules;

import io.gingham.policy.program.Program;
import io.gingham.value.IpFamily;

/// All of one family as lines.
final class RulesText {

    private RulesText() {}

    static String of(Program program, RulesConfig config, IpFamily family) {
        FamilyRules rules = RulesRenderer.render(program, config, family);
        StringBuilder text = new StringBuilder("# " + family + "\n");
        for (TableRules table : rules.tables()) {
            text.append("*").append(table.table()).append('\n');
            for (Chain chain : table.chains().values()) {
                text.append(':').append(chain.name()).append('\n');
                chain.lines().forEach(line -> text.append(line).append('\n'));
            }
            for (Hook hook : table.hooks()) {
                text.append(
                        "%s %s %s\n"
                                .formatted(
                                        hook.kernelChain(), hook.position(), hook.specification()));
            }
        }
        rules.sets()
                .values()
                .forEach(
                        set ->
                                text.append(
                                        "%s %s %s\n"
                                                .formatted(
                                                        set.name(),
                                                        set.type().kernelName(),
                                                        set.members())));
        return text.toString();
    }
}
