package io.gingham.agent.glass;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.station.CollectorStatus;
import java.util.List;

/// A collector of BMP, in JSON.
///
/// @param state `connecting`, `waiting`, `dumping` or `up`
/// @param upSeconds since the connection was made; 0 without one
/// @param messages sent to it since it was configured
/// @param backlogOctets written and not yet taken by its side
/// @param overflows connections that were ended because it was too slow
/// @param lastError empty if there was none
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeenCollector(
        String address,
        String state,
        List<String> monitor,
        long upSeconds,
        long messages,
        long octets,
        long backlogOctets,
        long connections,
        long overflows,
        String lastError) {

    public SeenCollector {
        monitor = List.copyOf(monitor);
    }

    public static SeenCollector of(CollectorStatus collector) {
        return new SeenCollector(
                collector.config().label(),
                collector.state().label(),
                collector.config().viewsInOrder().stream().map(BmpView::label).toList(),
                collector.up().toSeconds(),
                collector.messages(),
                collector.octets(),
                collector.backlog(),
                collector.connections(),
                collector.overflows(),
                collector.lastError());
    }
}
