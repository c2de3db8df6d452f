package io.gingham.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.function.Function;

/// A row of a table of kinds: what is read of the API, whether a server may lack it, and what is
/// kept of each object.
///
/// @param name in logs and outages: `Pod`, `Tier.projectcalico.org`
/// @param resource as RBAC names it: `pods`, `tiers.projectcalico.org`
/// @param <V> what is kept
public record Kind<V>(String name, String resource, Presence presence, Reading<V> reading) {

    /// How an object of the API becomes what is kept of it.
    public sealed interface Reading<V> {

        /// By the client's own class: for kinds with many objects that change often.
        record Typed<T extends HasMetadata, V>(Class<T> type, Function<T, V> convert)
                implements Reading<V> {}

        /// As maps and lists, whatever is in them, so that one object of an odd form harms no
        /// other.
        record AsMaps<V>(
                ResourceDefinitionContext context, Function<GenericKubernetesResource, V> convert)
                implements Reading<V> {}
    }

    /// A kind that every server has.
    public static <T extends HasMetadata, V> Kind<V> of(Class<T> type, Function<T, V> convert) {
        return new Kind<>(
                type.getSimpleName(),
                HasMetadata.getFullResourceName(type),
                Presence.REQUIRED,
                new Reading.Typed<>(type, convert));
    }

    public static <V> Kind<V> asMaps(
            ResourceDefinitionContext context,
            Presence presence,
            Function<GenericKubernetesResource, V> convert) {
        boolean core = context.getGroup() == null || context.getGroup().isEmpty();
        return new Kind<>(
                core ? context.getKind() : context.getKind() + "." + context.getGroup(),
                HasMetadata.getFullResourceName(context.getPlural(), context.getGroup()),
                presence,
                new Reading.AsMaps<>(context, convert));
    }
}
