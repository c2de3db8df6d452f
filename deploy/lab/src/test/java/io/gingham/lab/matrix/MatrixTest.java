package io.gingham.lab.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Protocol;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private static final Place WEB = place("shop/web", "10.0.0.1");
    private static final Place DB = place("shop/db", "10.0.0.2");
    private static final Outcome YES = new Outcome.Answered("any");
    private static final Outcome NO = new Outcome.TimedOut();
    private static final Outcome REFUSED = new Outcome.Refused("no route");

    private static Place place(String name, String address) {
        return new Place(name, NetworkNamespace.named("none"), IpAddress.parse(address));
    }

    private static Probe probe(Place from, Place to) {
        return new Probe(from, to, Protocol.TCP, 80);
    }

    private static Matrix matrix(Outcome webToDb, Outcome dbToWeb) {
        List<Place> both = List.of(WEB, DB);
        return new Matrix(
                both,
                both,
                Protocol.TCP,
                80,
                Map.of(probe(WEB, DB), webToDb, probe(DB, WEB), dbToWeb));
    }

    @Test
    void rowsSendAndColumnsReceive() {
        assertEquals(
                List.of(
                        "TCP/80      shop/web  shop/db",
                        "shop/web       .       yes",
                        "shop/db        -        ."),
                matrix(YES, NO).table(null));
    }

    @Test
    void aRefusalIsNeitherYesNorSilence() {
        assertEquals("ref", cells(matrix(REFUSED, YES).table(null).get(1)).get(2));
    }

    @Test
    void whatChangedIsMarkedAndNothingElse() {
        List<String> lines = matrix(NO, YES).table(matrix(YES, YES));
        assertEquals(List.of("shop/web", ".", "-", "*"), cells(lines.get(1)));
        assertEquals(List.of("shop/db", "yes", "."), cells(lines.get(2)));
    }

    @Test
    void anotherAnswererIsNoChange() {
        List<String> lines =
                matrix(new Outcome.Answered("a"), YES)
                        .table(matrix(new Outcome.Answered("b"), YES));
        assertEquals(List.of("shop/web", ".", "yes"), cells(lines.get(1)));
    }

    private static List<String> cells(String line) {
        return List.of(line.strip().split(" +"));
    }
}
