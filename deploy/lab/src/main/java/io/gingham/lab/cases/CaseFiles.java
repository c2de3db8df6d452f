package io.gingham.lab.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.lab.cluster.LabException;
import io.gingham.policy.cases.CaseException;
import io.gingham.policy.cases.CaseReader;
import io.gingham.policy.cases.PolicyCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads case files.
public final class CaseFiles {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private CaseFiles() {}

    /// @throws LabException that says which file, where in it, and what is wrong
    public static List<PolicyCase> read(Path file) {
        try {
            Map<String, Object> content = YAML.readValue(file.toFile(), new TypeReference<>() {});
            return CaseReader.read(String.valueOf(file.getFileName()), content);
        } catch (MismatchedInputException e) {
            throw new LabException(file + ": expected a mapping with a case's fields at its top");
        } catch (JsonProcessingException e) {
            throw new LabException(
                    file
                            + ": not YAML: "
                            + e.getOriginalMessage()
                            + " at "
                            + e.getLocation().offsetDescription());
        } catch (IOException e) {
            throw new LabException("can't read " + file + ": " + e.getMessage());
        } catch (CaseException e) {
            throw new LabException(file + ": " + e.getMessage());
        }
    }
}
