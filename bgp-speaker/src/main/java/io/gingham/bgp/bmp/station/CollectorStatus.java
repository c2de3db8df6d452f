package io.gingham.bgp.bmp.station;

import io.gingham.bgp.bmp.CollectorConfig;
import java.time.Duration;

/// A collector as it is now.
///
/// @param up since the connection was made; zero without one
/// @param messages sent to it since it was configured
/// @param octets sent to it since it was configured
/// @param backlog what it has not taken yet, in octets
/// @param connections made to it since it was configured
/// @param overflows connections that were ended because it was too slow
/// @param lastError why there is no connection, or the last one ended; may be empty
public record CollectorStatus(
        CollectorConfig config,
        State state,
        Duration up,
        long messages,
        long octets,
        long backlog,
        long connections,
        long overflows,
        String lastError) {

    public enum State {
        CONNECTING("connecting"),
        /// Until the next attempt.
        WAITING("waiting"),
        /// It is shown what there is.
        DUMPING("dumping"),
        /// It knows all.
        UP("up");

        private final String label;

        State(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        public boolean isConnected() {
            return this == DUMPING || this == UP;
        }
    }
}
