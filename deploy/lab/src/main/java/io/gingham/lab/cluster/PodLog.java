package io.gingham.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a pod's servers have done, a line each: in the lab, the pod's output.
record PodLog(Path file) {

    private static final Logger LOG = LoggerFactory.getLogger(PodLog.class);

    void line(String text) {
        String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n";
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A pod runs without its log, too.
            LOG.debug("{}", file, e);
        }
    }
}
