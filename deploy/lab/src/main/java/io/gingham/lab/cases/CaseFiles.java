package io.gingham.lab.cases;

import io.gingham.lab.LabException;
import io.gingham.policy.cases.CaseException;
import io.gingham.policy.cases.CaseReader;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads case files, as `./gingham policy test` does.
public final class CaseFiles {

    private CaseFiles() {}

    /// @throws LabException that says which file, where in it, and what is wrong
    public static List<PolicyCase> read(Path file) {
        try {
            List<Manifest> documents = ManifestReader.read(file.toString(), Files.readString(file));
            if (documents.size() != 1) {
                throw new LabException(
                        file
                                + ": expected one document with a case's fields, seen "
                                + documents.size());
            }
            return CaseReader.read(
                    String.valueOf(file.getFileName()), documents.getFirst().object());
        } catch (ManifestException e) {
            throw new LabException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new LabException("can't read " + file + ": " + e.getMessage());
        } catch (CaseException e) {
            throw new LabException(file + ": " + e.getMessage());
        }
    }
}
