package io.gingham.dataplane.iptables;

import io.gingham.dataplane.iptables.ChainText.HookText;
import io.gingham.dataplane.rules.NetSet;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.TreeSet;

/// All that the kernel is to hold as lines, one family after the other.
final class RulesText {

    private RulesText() {}

    static String of(Program program, RulesConfig config) {
        return of(new Wanted(program, config, List.of(IpFamily.values())));
    }

    static String of(Wanted wanted) {
        StringBuilder text = new StringBuilder();
        wanted.families().forEach(family -> add(wanted, family, text));
        return text.toString();
    }

    private static void add(Wanted wanted, IpFamily family, StringBuilder text) {
        text.append("# ").append(family).append('\n');
        for (Stage stage : Stage.values()) {
            TableText table = TableText.of(wanted.rules(family), stage);
            text.append('*').append(table.name()).append('\n');
            for (ChainText chain : table.chains().values()) {
                text.append(':').append(chain.name()).append('\n');
                chain.lines().forEach(line -> text.append(line).append('\n'));
            }
            for (HookText hook : table.hooks()) {
                text.append(
                        "%s %s %s\n"
                                .formatted(
                                        hook.hook().kernelChain(),
                                        hook.hook().position(),
                                        hook.specification()));
            }
        }
        for (NetSet set : wanted.sets()) {
            if (set.family() == family) {
                TreeSet<String> members = new TreeSet<>();
                wanted.elements(set).map(RulesText::member).forEach(members::add);
                String type =
                        switch (set.type()) {
                            case ADDRESSES -> "hash:ip";
                            case NETS -> "hash:net";
                            case ADDRESS_PORTS -> "hash:ip,port";
                        };
                text.append("%s %s %s\n".formatted(set.name(), type, members));
            }
        }
    }

    /// As ipset prints it.
    private static String member(Member member) {
        return switch (member) {
            case Member.Address(var address) -> address.toString();
            case Member.Net(var net) -> net.isHost() ? net.address().toString() : net.toString();
            case Member.AddressPort(var address, var protocol, int port) ->
                    address + "," + protocol.lowerName() + ":" + port;
        };
    }
}
