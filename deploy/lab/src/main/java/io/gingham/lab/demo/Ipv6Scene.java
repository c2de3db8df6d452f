package io.gingham.lab.demo;

import io.gingham.lab.matrix.Matrix;
import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All pods by their IPv6 addresses, within racks and across, and from outside.
final class Ipv6Scene implements Scene {

    @Override
    public void play(Stage stage) throws IOException {
        List<Place> receivers =
                DemoPods.ALL.stream().map(who -> stage.pods().places(who).getLast()).toList();
        List<Place> senders = new ArrayList<>(receivers);
        senders.add(stage.outside6());
        stage.chapter("Who can reach whom by IPv6");
        Matrix matrix = Matrix.measure(stage.prober(), senders, receivers, Protocol.TCP, 80);
        matrix.table(null).forEach(stage::say);
        List<Map.Entry<Probe, Outcome>> wrong =
                matrix.outcomes().entrySet().stream()
                        .filter(entry -> !entry.getValue().allowed())
                        .toList();
        stage.checks()
                .that(
                        wrong.isEmpty()
                                && receivers.stream().noneMatch(it -> it.address().isIpv4()),
                        "all %d ask and are answered, within the racks, across and from outside"
                                .formatted(matrix.outcomes().size()),
                        wrong.toString());
    }
}
