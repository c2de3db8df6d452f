package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML as trees of JSON, with anchors resolved.
final class Yaml {

    private Yaml() {}

    /// @throws ApiException that says what is wrong with it
    static List<JsonNode> read(String text) {
        List<JsonNode> documents = new ArrayList<>();
        try {
            for (Object document :
                    new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
                documents.add(Json.MAPPER.valueToTree(document));
            }
        } catch (YamlEngineException e) {
            throw ApiException.badRequest("the YAML can't be read: " + e.getMessage());
        }
        return documents;
    }
}
