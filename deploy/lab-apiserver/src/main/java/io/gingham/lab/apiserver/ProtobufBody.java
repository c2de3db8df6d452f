package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request's body as protocol buffers, in which `kubectl create` (from 1.32 on) and other typed
/// clients send Kubernetes' own kinds. Answers are JSON, which they take as well.
///
/// Only what `kubectl create` can say is known; another field is refused, with a way round.
final class ProtobufBody {

    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /// `TYPE: NUMBER NAME FORM, ...`. A form is `string`, `int`, `bool`, `map` (of strings),
    /// `bytesmap`, or a type; `*` before it keeps an empty value, `+` is a list, and a name `-` is
    /// passed over.
    private static final Map<String, Map<Integer, String[]>> TYPES =
            """
            Unknown: 1 type TypeMeta, 2 raw bytes, 3 - string, 4 - string
            TypeMeta: 1 apiVersion string, 2 kind string
            ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 4 - string, 5 - string, 6 - string, 7 - int, \
            8 - string, 9 - string, 10 - int, 11 labels map, 12 annotations map, 14 finalizers +string
            Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 - string
            NamespaceSpec: 1 finalizers +string
            ServiceAccount: 1 metadata ObjectMeta
            ConfigMap: 1 metadata ObjectMeta, 2 data map, 3 binaryData bytesmap, 4 immutable bool
            Secret: 1 metadata ObjectMeta, 2 data bytesmap, 3 type string, 4 stringData map, 5 immutable bool
            Service: 1 metadata ObjectMeta, 2 spec ServiceSpec, 3 - string
            ServiceSpec: 1 ports +ServicePort, 2 selector map, 3 clusterIP string, 4 type string, 7 sessionAffinity string, \
            8 loadBalancerIP string, 10 externalName string, 11 externalTrafficPolicy string, 12 - int, \
            13 publishNotReadyAddresses bool
            ServicePort: 1 name string, 2 protocol string, 3 port int, 4 targetPort IntOrString, 5 nodePort int
            IntOrString: 1 type *int, 2 intVal *int, 3 strVal string
            Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 - string
            DeploymentSpec: 1 replicas *int, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy, \
            5 minReadySeconds int, 7 paused bool
            DeploymentStrategy: 1 type string
            LabelSelector: 1 matchLabels map, 2 matchExpressions +LabelSelectorRequirement
            LabelSelectorRequirement: 1 key string, 2 operator string, 3 values +string
            PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
            PodSpec: 2 containers +Container, 3 restartPolicy string, 6 dnsPolicy string, 7 nodeSelector map, \
            8 serviceAccountName string, 9 serviceAccount string, 10 nodeName string, 11 hostNetwork bool, 12 hostPID bool, \
            13 hostIPC bool, 14 - string, 16 hostname string, 17 subdomain string, 19 schedulerName string
            Container: 1 name string, 2 image string, 3 command +string, 4 args +string, 5 workingDir string, \
            6 ports +ContainerPort, 7 env +EnvVar, 8 - string, 13 - string, 14 imagePullPolicy string, 16 stdin bool, \
            17 stdinOnce bool, 18 tty bool, 20 - string
            ContainerPort: 1 name string, 2 hostPort int, 3 containerPort int, 4 protocol string, 5 hostIP string
            EnvVar: 1 name string, 2 value string
            Job: 1 metadata ObjectMeta, 2 spec JobSpec, 3 - string
            JobSpec: 1 parallelism *int, 2 completions *int, 6 template PodTemplateSpec, 7 backoffLimit *int
            DeleteOptions: 1 gracePeriodSeconds *int, 2 preconditions Preconditions, 3 orphanDependents bool, \
            4 propagationPolicy string, 5 dryRun +string
            Preconditions: 1 uid string
            """
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> fields(parts[1])));

    private ProtobufBody() {}

    private static Map<Integer, String[]> fields(String text) {
        Map<Integer, String[]> fields = new HashMap<>();
        for (String field : text.split(",\\s*", -1)) {
            String[] words = field.strip().split(" ", -1);
            fields.put(Integer.parseInt(words[0]), words);
        }
        return fields;
    }

    static ObjectNode read(byte[] body) {
        if (body.length < MAGIC.length
                || !Arrays.equals(MAGIC, Arrays.copyOf(body, MAGIC.length))) {
            throw ApiException.badRequest("the body does not begin as protocol buffers do");
        }
        ByteBuffer bytes = ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length).slice();
        ObjectNode unknown = message(bytes, "Unknown");
        String kind = Json.text(unknown, "type", "kind");
        if (!TYPES.containsKey(kind)) {
            throw notKnown(kind);
        }
        try {
            ObjectNode object = message(ByteBuffer.wrap(unknown.path("raw").binaryValue()), kind);
            if (!kind.equals("DeleteOptions")) {
                object.put("apiVersion", Json.text(unknown, "type", "apiVersion"));
                object.put("kind", kind);
            }
            return object;
        } catch (java.io.IOException e) {
            throw ApiException.badRequest("the body has no object");
        }
    }

    private static ApiException notKnown(String what) {
        return ApiException.badRequest(
                "the lab does not read %s as protocol buffers; make it from a file: kubectl create ... --dry-run=client -o yaml | kubectl apply -f -"
                        .formatted(what));
    }

    private static ObjectNode message(ByteBuffer bytes, String type) {
        ObjectNode object = Json.object();
        while (bytes.hasRemaining()) {
            int tag = (int) varint(bytes);
            String[] field = TYPES.getOrDefault(type, Map.of()).get(tag >> 3);
            switch (tag & 7) {
                case 0 -> number(object, field, varint(bytes), type, tag >> 3);
                case 2 -> {
                    int length = length(bytes);
                    ByteBuffer value = bytes.slice(bytes.position(), length);
                    bytes.position(bytes.position() + length);
                    part(object, field, value, type, tag >> 3);
                }
                default -> throw ApiException.badRequest("the body is no protocol buffer");
            }
        }
        return object;
    }

    private static int length(ByteBuffer bytes) {
        long length = varint(bytes);
        if (length < 0 || length > bytes.remaining()) {
            throw ApiException.badRequest("the body ends within a field");
        }
        return (int) length;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw ApiException.badRequest("the body ends within a number");
    }

    private static void number(
            ObjectNode object, String @Nullable [] field, long value, String type, int number) {
        if (field == null && value == 0) {
            return;
        }
        String[] known = known(field, type, number);
        if (known[1].equals("-") || value == 0 && !known[2].startsWith("*")) {
            return;
        }
        if (known[2].equals("bool")) {
            object.put(known[1], value != 0);
        } else {
            object.put(known[1], value);
        }
    }

    private static String[] known(String @Nullable [] field, String type, int number) {
        if (field == null) {
            throw notKnown("field " + number + " of " + type);
        }
        return field;
    }

    private static void part(
            ObjectNode object,
            String @Nullable [] field,
            ByteBuffer value,
            String type,
            int number) {
        if (field == null && !value.hasRemaining()) {
            return;
        }
        String[] known = known(field, type, number);
        if (known[1].equals("-")) {
            return;
        }
        boolean list = known[2].startsWith("+");
        String form = list ? known[2].substring(1) : known[2];
        switch (form) {
            case "map", "bytesmap" -> entry(object.withObject("/" + known[1]), value, form);
            case "bytes" -> object.put(known[1], bytes(value));
            case "string" -> {
                String text = new String(bytes(value), StandardCharsets.UTF_8);
                if (list) {
                    object.withArray(known[1]).add(text);
                } else if (!text.isEmpty()) {
                    object.put(known[1], text);
                }
            }
            default -> {
                JsonNode inner = message(value, form);
                if (list) {
                    object.withArray(known[1]).add(inner);
                } else if (form.equals("IntOrString")) {
                    intOrString(object, known[1], inner);
                } else {
                    object.set(known[1], inner);
                }
            }
        }
    }

    private static void intOrString(ObjectNode object, String name, JsonNode value) {
        if (value.path("type").asInt() == 1) {
            object.put(name, Json.text(value, "strVal"));
        } else if (value.path("intVal").asInt() != 0) {
            object.put(name, value.path("intVal").asInt());
        }
    }

    private static void entry(ObjectNode map, ByteBuffer value, String form) {
        String key = "";
        byte[] content = {};
        while (value.hasRemaining()) {
            int tag = (int) varint(value);
            int length = length(value);
            byte[] part = bytes(value.slice(value.position(), length));
            value.position(value.position() + length);
            if (tag >> 3 == 1) {
                key = new String(part, StandardCharsets.UTF_8);
            } else {
                content = part;
            }
        }
        map.put(
                key,
                form.equals("map")
                        ? new String(content, StandardCharsets.UTF_8)
                        : Base64.getEncoder().encodeToString(content));
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }
}
