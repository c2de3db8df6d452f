package io.gingham.bgp.filter;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import java.util.List;

/// Communities of one kind, some of whose parts may be any: `65000:*`, `rt:65000:*`, `65000:1:*`.
public sealed interface CommunityPattern {

    boolean in(RouteCommunities communities);

    /// RFC 1997.
    ///
    /// @param mask the bits that count
    record Standard(int mask, int value) implements CommunityPattern {
        boolean matches(Community community) {
            return (community.value() & mask) == value;
        }

        @Override
        public boolean in(RouteCommunities communities) {
            for (Community each : communities.standard()) {
                if (matches(each)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// RFC 4360.
    ///
    /// @param mask the bits that count
    record Extended(long mask, long value) implements CommunityPattern {
        boolean matches(ExtendedCommunity community) {
            return (community.value() & mask) == value;
        }

        @Override
        public boolean in(RouteCommunities communities) {
            return communities.extended().stream().anyMatch(this::matches);
        }
    }

    /// RFC 8092. Each mask is all ones, or zero where the part may be any.
    record Large(LargeCommunity mask, LargeCommunity value) implements CommunityPattern {
        boolean matches(LargeCommunity community) {
            return (community.global() & mask.global()) == value.global()
                    && (community.local1() & mask.local1()) == value.local1()
                    && (community.local2() & mask.local2()) == value.local2();
        }

        @Override
        public boolean in(RouteCommunities communities) {
            return communities.large().stream().anyMatch(this::matches);
        }
    }

    /// @param text as [CommunityText] has it
    static CommunityPattern parse(String text) {
        return CommunityText.pattern(text);
    }

    /// What is left of those when all that match are taken away.
    static RouteCommunities without(RouteCommunities from, List<CommunityPattern> patterns) {
        return new RouteCommunities(
                from.standard().stream()
                        .filter(
                                c ->
                                        patterns.stream()
                                                .noneMatch(
                                                        p ->
                                                                p instanceof Standard s
                                                                        && s.matches(c)))
                        .toList(),
                from.extended().stream()
                        .filter(
                                c ->
                                        patterns.stream()
                                                .noneMatch(
                                                        p ->
                                                                p instanceof Extended e
                                                                        && e.matches(c)))
                        .toList(),
                from.large().stream()
                        .filter(
                                c ->
                                        patterns.stream()
                                                .noneMatch(
                                                        p -> p instanceof Large l && l.matches(c)))
                        .toList());
    }
}
