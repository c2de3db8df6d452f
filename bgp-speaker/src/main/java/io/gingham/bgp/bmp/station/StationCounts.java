package io.gingham.bgp.bmp.station;

import io.gingham.bgp.bmp.CollectorConfig;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// What a collector was sent, and what went wrong.
final class StationCounts {

    private long messages;
    private long octets;
    private long connections;
    private long overflows;
    private long since;
    private String lastError = "";

    /// @param messages whole messages of BMP
    static int messages(byte[] messages) {
        int count = 0;
        for (int at = 0; at + 6 <= messages.length; at += length(messages, at)) {
            count++;
        }
        return count;
    }

    /// RFC 7854 section 4.1.
    private static int length(byte[] messages, int at) {
        return (messages[at + 1] & 0xff) << 24
                | (messages[at + 2] & 0xff) << 16
                | (messages[at + 3] & 0xff) << 8
                | (messages[at + 4] & 0xff);
    }

    void connected(long micros) {
        connections++;
        since = micros;
    }

    void sent(int count, int length) {
        messages += count;
        octets += length;
    }

    void overflowed() {
        overflows++;
    }

    void ended(String why) {
        lastError = why;
    }

    String lastError() {
        return lastError;
    }

    CollectorStatus status(
            CollectorConfig config, CollectorStatus.State state, long backlog, long micros) {
        return new CollectorStatus(
                config,
                state,
                state.isConnected()
                        ? Duration.of(micros - since, ChronoUnit.MICROS)
                        : Duration.ZERO,
                messages,
                octets,
                backlog,
                connections,
                overflows,
                lastError);
    }
}
