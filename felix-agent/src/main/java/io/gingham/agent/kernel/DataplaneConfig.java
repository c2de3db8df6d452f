package io.gingham.agent.kernel;

import io.gingham.agent.rules.RulesConfig;
import io.gingham.value.IpFamily;
import java.util.List;

/// @param families those that have rules on this node; a family that is left out is not touched
/// @param ipset the program's name or path
public record DataplaneConfig(
        RulesConfig rules, List<IpFamily> families, IptablesCommands iptables, String ipset) {

    public DataplaneConfig {
        families = List.copyOf(families);
    }

    /// Both families, programs by their plain names.
    public static DataplaneConfig of(RulesConfig rules, IptablesCommands iptables) {
        return new DataplaneConfig(rules, List.of(IpFamily.IPV4, IpFamily.IPV6), iptables, "ipset");
    }
}
