package io.gingham.lab.demo;

import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.probe.Place;

/// The pods, and their addresses.
final class PodsScene implements Scene {

    @Override
    public void play(Stage stage) {
        stage.chapter("Pods");
        stage.pods().create();
        stage.awaitInForce();
        for (DemoPods.Who who : DemoPods.ALL) {
            LabNode node = stage.pods().node(who);
            for (Place place : stage.pods().places(who)) {
                stage.say("%-14s %-4s %s".formatted(who.key(), node.name(), place.address()));
                stage.checks()
                        .that(
                                node.server().podCidrs().stream()
                                        .anyMatch(block -> block.contains(place.address())),
                                who.key() + " has an address of its node's block",
                                place.address().toString());
            }
        }
        stage.makeOutside();
    }
}
