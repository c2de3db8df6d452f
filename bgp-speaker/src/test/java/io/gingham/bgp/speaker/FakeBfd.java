package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdChange;
import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdSessions;
import io.gingham.bfd.BfdState;
import io.gingham.bfd.BfdStatus;
import io.gingham.bfd.BfdTarget;
import io.gingham.bfd.Diagnostic;
import io.gingham.value.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// BFD as the test says.
final class FakeBfd implements BfdSessions {

    /// @param config as changed last
    private record Session(BfdConfig config, Consumer<BfdChange> listener) {}

    private final Map<IpAddress, Session> sessions = new LinkedHashMap<>();

    @Override
    public Watch watch(BfdTarget target, BfdConfig config, Consumer<BfdChange> listener) {
        sessions.put(target.peer(), new Session(config, listener));
        return new Watch() {
            @Override
            public void change(BfdConfig changed) {
                sessions.put(target.peer(), new Session(changed, listener));
            }

            @Override
            public void close() {
                sessions.remove(target.peer());
            }
        };
    }

    Map<IpAddress, BfdConfig> watched() {
        Map<IpAddress, BfdConfig> all = new LinkedHashMap<>();
        sessions.forEach((peer, session) -> all.put(peer, session.config()));
        return all;
    }

    void comeUp(IpAddress peer) {
        tell(peer, new BfdChange(BfdState.UP, Diagnostic.NONE, false, false));
    }

    void fail(IpAddress peer, boolean peerIndependent) {
        tell(
                peer,
                new BfdChange(
                        BfdState.DOWN, Diagnostic.DETECTION_TIME_EXPIRED, true, peerIndependent));
    }

    /// The peer has turned BFD off.
    void leave(IpAddress peer) {
        tell(peer, new BfdChange(BfdState.DOWN, Diagnostic.NEIGHBOR_SAID_DOWN, false, false));
    }

    private void tell(IpAddress peer, BfdChange change) {
        Session session = sessions.get(peer);
        if (session == null) {
            throw new AssertionError(peer + " is not watched");
        }
        session.listener().accept(change);
    }

    @Override
    public List<BfdStatus> sessions() {
        return List.of();
    }

    @Override
    public void close() {
        sessions.clear();
    }
}
