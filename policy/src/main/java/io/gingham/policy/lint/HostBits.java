package io.gingham.policy.lint;

import io.gingham.policy.manifest.Manifest;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Blocks that are written with host bits, such as 10.0.0.1/8.
final class HostBits {

    /// The fields that hold a block or several.
    private static final Set<String> FIELDS =
            Set.of("cidr", "except", "nets", "notNets", "networks");

    private HostBits() {}

    /// By path, what is to be said.
    static SortedMap<String, String> in(Manifest manifest) {
        SortedMap<String, String> found = new TreeMap<>();
        walk("", manifest.object(), false, found);
        return found;
    }

    private static void walk(
            String path, @Nullable Object value, boolean block, SortedMap<String, String> found) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach(
                            (key, inner) -> {
                                String name = String.valueOf(key);
                                String at = path.isEmpty() ? name : path + "." + name;
                                walk(at, inner, FIELDS.contains(name), found);
                            });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(path + "[" + i + "]", list.get(i), block, found);
                }
            }
            case String text when block -> check(path, text, found);
            case null, default -> {}
        }
    }

    private static void check(String path, String text, SortedMap<String, String> found) {
        try {
            IpPrefix meant = IpPrefix.parseLenient(text);
            if (!text.equals(meant.toString()) && hasHostBits(text)) {
                found.put(
                        path,
                        text
                                + " has host bits; it counts as "
                                + meant
                                + ". Write that, or "
                                + IpPrefix.host(
                                        IpAddress.parse(text.substring(0, text.indexOf('/'))))
                                + " if the one address is meant");
            }
        } catch (IllegalArgumentException e) {
            // No block at all: conversion says so.
        }
    }

    private static boolean hasHostBits(String text) {
        try {
            IpPrefix.parse(text);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
