package io.gingham.lab.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The `./gingham` that began this lab, at the other end of the standard input.
final class Raiser {

    /// In the environment of each process of a lab that `./gingham` began: the checkout.
    private static final String MARK = "GINGHAM_LAB_UP";

    private Raiser() {}

    /// Ends this process if the raiser ends: nobody would know of a lab here. `./gingham lab up`
    /// says `stay` when it has shown that the lab is ready.
    static void watch() {
        if (System.getenv(MARK) != null) {
            Thread.ofPlatform().daemon().name("raiser").start(Raiser::follow);
        }
    }

    private static void follow() {
        String said = null;
        try {
            said =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
        } catch (IOException e) {
            System.out.println("lab: its input can't be read: " + e.getMessage());
        }
        if (!"stay".equals(said)) {
            System.out.println("lab: './gingham' ended, and so the lab does");
            System.exit(1);
        }
    }
}
