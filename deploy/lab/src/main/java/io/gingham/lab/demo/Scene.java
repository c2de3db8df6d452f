package io.gingham.lab.demo;

import java.io.IOException;

/// A part of the story. It leaves the cluster as the next one expects it: what it put into the API
/// server, and what it did to the fabric, it takes back.
interface Scene {

    void play(Stage stage) throws IOException, InterruptedException;
}
