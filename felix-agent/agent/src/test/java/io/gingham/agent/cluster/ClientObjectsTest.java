package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.policy.convert.ConversionException;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.Resource;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A pod that the client's classes have read is as one that `policy` has read from a file; and what
/// either refuses, the other refuses.
class ClientObjectsTest {

    private static final KubernetesSerialization CLIENT = new KubernetesSerialization();
    private static final String REFUSED = "refused";

    /// What stands in place of a value now and then.
    private static final List<@Nullable Object> ODD =
            Arrays.asList(
                    null,
                    "",
                    " ",
                    "null",
                    "odd",
                    "true",
                    "False",
                    "80",
                    " 81 ",
                    "+82",
                    "8.5",
                    "0x50",
                    0,
                    1,
                    80,
                    -1,
                    65536,
                    5_000_000_000L,
                    BigInteger.TWO.pow(70),
                    80.7,
                    -0.5,
                    1e300,
                    Double.POSITIVE_INFINITY,
                    true,
                    false,
                    List.of(),
                    List.of("10.0.0.1"),
                    Map.of(),
                    Map.of("a", "b"));

    @Test
    void readsPodsAsPolicyReadsThemFromAFile() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, @Nullable Object> pod = pod(random, i);
            Object client = outcome(() -> ClientObjects.pod(read(pod)));
            Object file = outcome(() -> ResourceConverter.convert(pod).resource());
            assertEquals(client, file, () -> "seed " + seed + ": " + pod);
            refused += client.equals(REFUSED) ? 1 : 0;
        }
        assertTrue(refused > 2_000 && refused < 18_000, "refused: " + refused);
    }

    @Test
    void readsNamespacesAsPolicyReadsThemFromAFile() {
        for (Object odd : ODD) {
            Map<String, @Nullable Object> metadata = new HashMap<>(Map.of("name", "x"));
            metadata.put("labels", odd instanceof Map<?, ?> ? odd : of("l", odd));
            Map<String, @Nullable Object> object = new HashMap<>();
            object.put("apiVersion", "v1");
            object.put("kind", "Namespace");
            object.put("metadata", metadata);
            assertEquals(
                    outcome(
                            () ->
                                    ClientObjects.namespace(
                                            CLIENT.convertValue(
                                                    object,
                                                    io.fabric8.kubernetes.api.model.Namespace
                                                            .class))),
                    outcome(() -> ResourceConverter.convert(object).resource()),
                    object::toString);
        }
    }

    private static io.fabric8.kubernetes.api.model.Pod read(Map<String, ?> pod) {
        return CLIENT.convertValue(pod, io.fabric8.kubernetes.api.model.Pod.class);
    }

    private static Object outcome(Supplier<Resource> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | ConversionException | NullPointerException e) {
            return REFUSED;
        }
    }

    private static Map<String, @Nullable Object> pod(Random random, int number) {
        // The first ones have one oddity each, the others as many as come.
        Oddity odd = new Oddity(random, number < ODD.size() * 40 ? 60 : 25);
        Map<String, @Nullable Object> meta = new LinkedHashMap<>(Map.of("namespace", "x"));
        meta.put("name", "a");
        meta.put("uid", odd.or("u"));
        meta.put("labels", odd.or(of("app", odd.or("web"))));
        meta.put("annotations", odd.or(of("kubernetes.io/config.hash", odd.or("static"))));
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("nodeName", odd.or("n1"));
        spec.put("serviceAccountName", odd.or("sa"));
        spec.put("hostNetwork", odd.or(random.nextBoolean()));
        spec.put("containers", odd.or(containers(odd, random)));
        spec.put("initContainers", odd.or(containers(odd, random)));
        Map<String, @Nullable Object> status = new LinkedHashMap<>();
        status.put("phase", odd.or("Running"));
        status.put("podIP", odd.or("10.0.0.1"));
        status.put("podIPs", odd.or(List.of(item(odd.or(of("ip", odd.or("10.0.0.2")))))));
        Map<String, @Nullable Object> pod = new LinkedHashMap<>();
        pod.put("apiVersion", "v1");
        pod.put("kind", "Pod");
        pod.put("metadata", meta);
        pod.put("spec", odd.or(spec));
        pod.put("status", odd.or(status));
        return pod;
    }

    private static List<?> containers(Oddity odd, Random random) {
        List<Object> containers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<String, @Nullable Object> port = new LinkedHashMap<>();
            port.put("name", odd.or("web"));
            port.put("containerPort", odd.or(8080));
            port.put("protocol", odd.or("UDP"));
            Map<String, @Nullable Object> container = new LinkedHashMap<>();
            container.put("name", "c");
            container.put("restartPolicy", odd.or("Always"));
            container.put("ports", odd.or(List.of(item(odd.or(port)))));
            containers.add(item(odd.or(container)));
        }
        return containers;
    }

    private static Map<String, @Nullable Object> of(String key, @Nullable Object value) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put(key, value);
        return map;
    }

    /// An item that is null trips the agent, and no API server has one.
    private static Object item(@Nullable Object value) {
        return value == null ? Map.of() : value;
    }

    private record Oddity(Random random, int one) {
        @Nullable Object or(Object usual) {
            return random.nextInt(one) == 0 ? ODD.get(random.nextInt(ODD.size())) : usual;
        }
    }
}
