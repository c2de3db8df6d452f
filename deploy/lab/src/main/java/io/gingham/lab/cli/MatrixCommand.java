package io.gingham.lab.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.cluster.LabException;
import io.gingham.lab.matrix.Matrix;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "matrix",
        description = "Who can reach whom in the lab: real packets.",
        mixinStandardHelpOptions = true)
final class MatrixCommand implements Callable<Integer> {

    private static final Pattern PORT = Pattern.compile("(?i)(TCP|UDP)/([1-9][0-9]{0,4})");

    @Option(
            names = "--port",
            defaultValue = "TCP/80",
            description = "PROTOCOL/NUMBER (default: ${DEFAULT-VALUE}).")
    String port = "TCP/80";

    @Override
    public Integer call() throws IOException {
        Matcher matcher = PORT.matcher(port);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
            throw new LabException("--port '" + port + "' is not of the form TCP/80 or UDP/53");
        }
        Protocol protocol = Protocol.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT));
        try (KubernetesClient client = Labs.client()) {
            List<Place> pods = Labs.pods(client);
            List<Place> senders = new ArrayList<>(pods);
            senders.add(Labs.internet());
            Matrix matrix =
                    Matrix.measure(
                            new Prober(),
                            senders,
                            pods,
                            protocol,
                            Integer.parseInt(matcher.group(2)));
            matrix.table(null).forEach(System.out::println);
        }
        return 0;
    }
}
