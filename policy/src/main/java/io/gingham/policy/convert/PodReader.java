package io.gingham.policy.convert;

import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.policy.convert.PodObject.Container;
import io.gingham.policy.convert.PodObject.Port;
import io.gingham.policy.convert.PodObject.Spec;
import io.gingham.policy.convert.PodObject.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Pods and namespaces from maps and lists, with what the agent's client forgives forgiven: a
/// scalar of another type that has a meaning as the one expected (`hostNetwork: "true"`, a label
/// `5`), and fields that nobody looks at. A form that has none is refused, with its path.
final class PodReader {

    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("", "null", "false", "False", "FALSE");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?\\p{Nd}+");

    private PodReader() {}

    /// @param namespace where it is, for it may leave that out
    /// @throws Refusal with the first path that is not as it must be
    static PodObject pod(String namespace, Tree object) {
        Tree metadata = object.get("metadata");
        return new PodObject(
                namespace,
                metadata.get("name").text(),
                word(metadata.get("uid")),
                labels(metadata.get("labels")),
                labels(metadata.get("annotations")),
                object.get("spec").optional(PodReader::spec).orElse(Spec.NONE),
                object.get("status").optional(PodReader::status).orElse(Status.NONE));
    }

    /// String values by string keys; empty if absent.
    static Map<String, @Nullable String> labels(Tree labels) {
        Map<String, @Nullable String> read = new HashMap<>();
        if (labels.isPresent()) {
            for (Object key : labels.mapping().keySet()) {
                String name = String.valueOf(key);
                read.put(name, word(labels.get(name)));
            }
        }
        return read;
    }

    private static Spec spec(Tree spec) {
        return new Spec(
                word(spec.get("nodeName")),
                word(spec.get("serviceAccountName")),
                flag(spec.get("hostNetwork")),
                items(spec.get("containers"), PodReader::container),
                items(spec.get("initContainers"), PodReader::container));
    }

    private static Container container(Tree container) {
        return new Container(
                word(container.get("restartPolicy")),
                items(container.get("ports"), PodReader::port));
    }

    private static Port port(Tree port) {
        return new Port(
                word(port.get("name")),
                number(port.get("containerPort")),
                word(port.get("protocol")));
    }

    private static Status status(Tree status) {
        return new Status(
                word(status.get("phase")), word(status.get("podIP")), podIps(status.get("podIPs")));
    }

    /// A word in an object's place is taken for its `ip`.
    private static List<@Nullable String> podIps(Tree list) {
        List<@Nullable String> ips = new ArrayList<>();
        for (Tree each : list.list()) {
            ips.add(each.value() instanceof String ip ? ip : word(present(each).get("ip")));
        }
        return ips;
    }

    private static <T> List<T> items(Tree list, Function<Tree, T> item) {
        List<T> items = new ArrayList<>();
        for (Tree each : list.list()) {
            items.add(item.apply(present(each)));
        }
        return items;
    }

    /// A null in a list is no object.
    private static Tree present(Tree item) {
        item.mapping();
        return item;
    }

    private static @Nullable String word(Tree scalar) {
        return switch (scalar.value()) {
            case null -> null;
            case String text -> text;
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> scalar.text(); // refuses it
        };
    }

    private static boolean flag(Tree scalar) {
        return switch (scalar.value()) {
            case String text when TRUE.contains(text.strip()) -> true;
            case String text when FALSE.contains(text.strip()) -> false;
            case Integer number -> number != 0;
            case Long number -> number != 0;
            case BigInteger number -> number.signum() != 0;
            case null, default -> scalar.flag();
        };
    }

    private static @Nullable Integer number(Tree scalar) {
        return switch (scalar.value()) {
            case null -> null;
            case Integer number -> number;
            case String text when WHOLE_NUMBER.matcher(text).matches() ->
                    inRange(scalar, new BigInteger(text));
            case Object other ->
                    throw scalar.refuse("expected a number of at most 32 bits, seen " + other);
        };
    }

    private static int inRange(Tree scalar, BigInteger number) {
        if (number.bitLength() >= Integer.SIZE) {
            throw scalar.refuse("expected a number of at most 32 bits, seen " + number);
        }
        return number.intValue();
    }
}
