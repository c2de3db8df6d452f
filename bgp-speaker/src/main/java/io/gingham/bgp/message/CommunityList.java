package io.gingham.bgp.message;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/// Communities as numbers: a route may have many, and there are many routes.
final class CommunityList extends AbstractList<Community> implements RandomAccess {

    private final int[] values;

    private CommunityList(int[] values) {
        this.values = values;
    }

    static CommunityList copyOf(Collection<Community> communities) {
        return communities instanceof CommunityList known
                ? known
                : new CommunityList(communities.stream().mapToInt(Community::value).toArray());
    }

    @Override
    public Community get(int index) {
        return new Community(values[index]);
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean contains(Object wanted) {
        if (wanted instanceof Community(int value)) {
            for (int each : values) {
                if (each == value) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommunityList that
                ? Arrays.equals(values, that.values)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
