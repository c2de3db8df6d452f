package io.gingham.cni.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.spec.JsonFields;
import io.gingham.value.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodCidrSubstitutionTest {

    private static final IpPrefix V4 = IpPrefix.parse("10.65.1.0/24");
    private static final IpPrefix V6 = IpPrefix.parse("2001:db8:1::/64");

    @Test
    void theWordInIpamIsReplacedAndTheRestKept() {
        ObjectNode document =
                json("{\"a\":1,\"ipam\":{\"type\":\"host-local\",\"subnet\":\"usePodCidr\"}}");

        assertTrue(PodCidrSubstitution.isNeeded(document));
        assertEquals(
                json("{\"a\":1,\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.65.1.0/24\"}}"),
                PodCidrSubstitution.forAllocation(document, List.of(V6, V4)));
    }

    @Test
    void theWordsInRangesAreReplacedByFamily() {
        ObjectNode document =
                json(
                        "{\"ipam\":{\"ranges\":[[{\"subnet\":\"usePodCidr\"}],"
                                + "[{\"subnet\":\"usePodCidrIPv6\"}]]}}");

        assertEquals(
                json(
                        "{\"ipam\":{\"ranges\":[[{\"subnet\":\"10.65.1.0/24\"}],"
                                + "[{\"subnet\":\"2001:db8:1::/64\"}]]}}"),
                PodCidrSubstitution.forAllocation(document, List.of(V4, V6)));
    }

    @Test
    void withoutTheWordsNothingIsNeeded() {
        for (String ipam : List.of("{\"subnet\":\"10.0.0.0/8\"}", "[]", "{\"ranges\":5}", "1")) {
            ObjectNode document = json("{\"ipam\":" + ipam + "}");
            assertFalse(PodCidrSubstitution.isNeeded(document));
            assertEquals(document, PodCidrSubstitution.forAllocation(document, List.of()));
        }
    }

    @Test
    void aNodeWithoutCidrsIsAskedLaterAndOneWithoutTheFamilyNever() {
        ObjectNode document = json("{\"ipam\":{\"subnet\":\"usePodCidrIPv6\"}}");

        assertEquals(CniErrorCode.TRY_AGAIN_LATER.number(), code(document, List.of()));
        assertEquals(CniErrorCode.INVALID_CONFIG.number(), code(document, List.of(V4)));
    }

    @Test
    void releaseNeedsNoCidrs() {
        ObjectNode document = json("{\"ipam\":{\"subnet\":\"usePodCidr\"}}");

        assertEquals(
                "0.0.0.0/0", PodCidrSubstitution.forRelease(document).at("/ipam/subnet").asText());
    }

    private static int code(ObjectNode document, List<IpPrefix> cidrs) {
        return assertThrows(
                        CniException.class,
                        () -> PodCidrSubstitution.forAllocation(document, cidrs))
                .code();
    }

    private static ObjectNode json(String text) {
        return JsonFields.object(text.getBytes(StandardCharsets.UTF_8), "test");
    }
}
