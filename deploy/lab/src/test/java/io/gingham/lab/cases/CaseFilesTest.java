package io.gingham.lab.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the user reads when a case file is wrong.
class CaseFilesTest {

    @TempDir private Path folder;

    private String said(Path file) {
        return String.valueOf(
                assertThrows(LabException.class, () -> CaseFiles.read(file)).getMessage());
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("some.yaml"), content);
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.yaml");
        String said = said(missing);
        assertTrue(said.startsWith("can't read " + missing), said);
    }

    @Test
    void whatIsNotYamlIsSaidWithTheLine() throws IOException {
        String said = said(file("name: a\ncluster: [1, 2\nsteps: {"));
        assertTrue(said.contains("some.yaml:3: not YAML"), said);
    }

    @Test
    void anUnknownFieldIsNamed() throws IOException {
        String said = said(file("name: a\nclustre: {}\n"));
        assertTrue(said.contains("some.yaml") && said.contains("clustre"), said);
    }

    @Test
    void anAliasStandsForWhatItNames() throws IOException {
        String both =
                """
                name: a
                namespaces: &all [{name: p, labels: {}}]
                pods: []
                steps: [{create_namespaces: *all}]
                """;
        assertEquals(1, CaseFiles.read(file(both)).getFirst().steps().getFirst().changes().size());
    }

    @Test
    void anEmptyFileIsNoCase() throws IOException {
        String said = said(file(""));
        assertTrue(said.contains("some.yaml: expected one document with a case"), said);
    }

    @Test
    void aListIsNoCase() throws IOException {
        String said = said(file("- a\n- b\n"));
        assertTrue(said.contains("some.yaml:1: expected an object (a mapping)"), said);
    }
}
