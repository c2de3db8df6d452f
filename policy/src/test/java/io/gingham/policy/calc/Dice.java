package io.gingham.policy.calc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Choices from a seed.
public record Dice(SplittableRandom random) {

    public Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    /// True once in `sides` times.
    public boolean oneIn(int sides) {
        return random.nextInt(sides) == 0;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    public <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// Between the two numbers of them, both included.
    <T> List<T> some(int least, int most, Supplier<T> make) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(least, most + 1);
        for (int i = 0; i < count; i++) {
            list.add(make.get());
        }
        return list;
    }

    <T> Optional<T> maybe(int sides, Supplier<T> make) {
        return oneIn(sides) ? Optional.of(make.get()) : Optional.empty();
    }

    public <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, moved);
        }
        return shuffled;
    }
}
