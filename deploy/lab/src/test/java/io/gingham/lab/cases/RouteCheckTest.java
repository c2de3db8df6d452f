package io.gingham.lab.cases;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.message.Route;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteCheckTest {

    private static final IpAddress POD = IpAddress.parse("10.244.2.7");
    private static final IpAddress RIGHT = IpAddress.parse("100.64.0.12");
    private static final IpAddress WRONG = IpAddress.parse("100.64.0.13");

    private static Route via(String prefix, IpAddress gateway) {
        return Route.via(IpPrefix.parse(prefix), gateway, 2);
    }

    @Test
    void aBlocksRouteLeadsToItsPods() {
        assertTrue(RouteCheck.leadsTo(List.of(via("10.244.2.0/24", RIGHT)), POD, RIGHT));
    }

    @Test
    void theMostSpecificRouteDecidesWhateverTheOrder() {
        Route block = via("10.244.2.0/24", WRONG);
        Route host = via("10.244.2.7/32", RIGHT);
        assertTrue(RouteCheck.leadsTo(List.of(block, host), POD, RIGHT));
        assertTrue(RouteCheck.leadsTo(List.of(host, block), POD, RIGHT));
        assertFalse(RouteCheck.leadsTo(List.of(host, block), POD, WRONG));
    }

    @Test
    void aBlackholeThatIsMoreSpecificLeadsNowhere() {
        List<Route> routes =
                List.of(via("0.0.0.0/0", RIGHT), Route.blackhole(IpPrefix.parse("10.244.2.0/24")));
        assertFalse(RouteCheck.leadsTo(routes, POD, RIGHT));
    }

    @Test
    void withoutAnyRouteThereIsNoWay() {
        assertFalse(RouteCheck.leadsTo(List.of(via("10.244.3.0/24", RIGHT)), POD, RIGHT));
    }
}
