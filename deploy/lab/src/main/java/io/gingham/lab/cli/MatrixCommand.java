package io.gingham.lab.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.matrix.Matrix;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "matrix",
        description = "Who can reach whom in the lab: real packets.",
        footer = {"", "Example:", "  ./gingham lab matrix --port UDP/53"},
        mixinStandardHelpOptions = true)
final class MatrixCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "TCP/80",
            converter = ProbePort.Converter.class,
            paramLabel = "PROTOCOL/NUMBER",
            description = "TCP/80 or UDP/53 (default: ${DEFAULT-VALUE}).")
    ProbePort port = new ProbePort(Protocol.TCP, 80);

    @Override
    public Integer call() throws IOException {
        try (KubernetesClient client = Labs.client()) {
            List<Place> pods = Labs.pods(client);
            List<Place> senders = new ArrayList<>(pods);
            senders.add(Labs.internet());
            Matrix matrix =
                    Matrix.measure(new Prober(), senders, pods, port.protocol(), port.number());
            matrix.table(null).forEach(System.out::println);
        }
        return 0;
    }
}
