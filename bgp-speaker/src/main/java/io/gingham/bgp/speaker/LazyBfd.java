package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdChange;
import io.gingham.bfd.BfdConfig;
import io.gingham.bfd.BfdSessions;
import io.gingham.bfd.BfdStatus;
import io.gingham.bfd.BfdTarget;
import io.gingham.bfd.NettyBfd;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A speaker none of whose peers wants BFD has no thread for it.
final class LazyBfd implements BfdSessions {

    private @Nullable NettyBfd bfd;

    @Override
    public synchronized Watch watch(
            BfdTarget target, BfdConfig config, Consumer<BfdChange> listener) {
        if (bfd == null) {
            bfd = NettyBfd.open(Optional.empty());
        }
        return bfd.watch(target, config, listener);
    }

    @Override
    public synchronized List<BfdStatus> sessions() {
        return bfd == null ? List.of() : bfd.sessions();
    }

    @Override
    public synchronized void close() {
        if (bfd != null) {
            bfd.close();
        }
    }
}
