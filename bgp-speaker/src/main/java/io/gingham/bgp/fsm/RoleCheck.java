package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.Role;
import io.gingham.bgp.message.Capability.RoleType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether two roles fit together (RFC 9234 section 4.2).
final class RoleCheck {

    private RoleCheck() {}

    /// @return our role, if we have one
    /// @throws BgpException 2/11 if the peer says another than the one that fits ours, says two
    ///   different ones, or one that nobody knows; or says none, where a role is a must
    static Optional<RoleType> require(Open theirs, SessionSettings settings) {
        Optional<RoleType> ours = settings.capability(Role.class).map(Role::value);
        if (ours.isPresent()) {
            require(ours.get(), said(theirs), settings.strictRole());
        }
        return ours;
    }

    private static List<Capability> said(Open theirs) {
        return theirs.capabilities().stream().filter(each -> each.code() == Role.CODE).toList();
    }

    private static void require(RoleType ours, List<Capability> said, boolean strict) {
        if (said.isEmpty() && strict) {
            throw mismatch(ours, "says no role");
        }
        Role fitting = new Role(ours.counterpart());
        for (Capability each : said) {
            if (!each.equals(fitting)) {
                throw mismatch(
                        ours,
                        each instanceof Role(RoleType role)
                                ? "says that it is our " + words(role)
                                : "says a role that no RFC knows");
            }
        }
    }

    private static BgpException mismatch(RoleType ours, String seen) {
        return new BgpException(
                BgpError.ROLE_MISMATCH,
                """
                we are configured as the peer's %s, so it must be our %s, but it %s; correct \
                the role on one side"""
                        .formatted(words(ours), words(ours.counterpart()), seen));
    }

    private static String words(RoleType role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
