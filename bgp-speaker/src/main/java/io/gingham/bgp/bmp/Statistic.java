package io.gingham.bgp.bmp;

import io.gingham.bgp.message.AddressFamily;

/// A number of a statistics report (RFC 7854 section 4.8), with IANA's type.
public sealed interface Statistic {

    int type();

    /// 32 bits, and begins again at 0 after the highest.
    record Counter(int type, int value) implements Statistic {}

    /// 64 bits.
    record Gauge(int type, long value) implements Statistic {}

    record FamilyGauge(int type, AddressFamily family, long value) implements Statistic {}

    /// RFC 7854 section 4.8: type 7.
    static Statistic routesIn(long count) {
        return new Gauge(7, count);
    }

    /// Type 8.
    static Statistic routesSelected(long count) {
        return new Gauge(8, count);
    }

    /// Type 10.
    static Statistic routesSelected(AddressFamily family, long count) {
        return new FamilyGauge(10, family, count);
    }

    /// Type 11 (RFC 7606).
    static Statistic treatedAsWithdraw(int updates) {
        return new Counter(11, updates);
    }

    /// Type 15 (RFC 8671 section 6.2).
    static Statistic routesOut(long count) {
        return new Gauge(15, count);
    }
}
