package io.gingham.agent.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The hash in a rule's comment, 16 characters of base64url (96 bits).
public final class RuleHash {

    /// Stands before the hash in the comment and marks a rule as ours. Frozen: another word here
    /// would orphan the rules of an earlier release.
    public static final String TAG = "gham:";

    private static final int LENGTH = 16;

    private RuleHash() {}

    /// One hash a rule, each covering the seed and all rules up to its own.
    static List<String> ofAll(String seed, List<Rule> rules) {
        List<String> hashes = new ArrayList<>(rules.size());
        String previous = seed;
        for (Rule rule : rules) {
            previous = of(previous + "\n" + rule.text());
            hashes.add(previous);
        }
        return hashes;
    }

    /// 16 of `A-Z a-z 0-9 - _`.
    static String of(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest)
                    .substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
