package io.gingham.crds.v3;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;

/// How a definition says what goes together and what doesn't.
enum Form {
    /// By structure (`anyOf`, `allOf`, `not`), as an API server before 1.25 understands it. It says
    /// of a wrong object that some schema doesn't fit, and no more.
    STRUCTURE,

    /// By rules in CEL, which have words. An API server asks them only of objects that structure
    /// finds nothing wrong with: what a rule says structure must not say too.
    RULES;

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    static final String IPV4 = BYTE + "(\\." + BYTE + "){3}";

    /// Structure has no format of addresses with or without a length, and rules on the items of an
    /// unbounded list cost too much. The agent reads them strictly.
    private static final String IPV6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*";

    static final String ADDRESS = "^(" + IPV4 + "|" + IPV6 + ")$";
    static final String ADDRESS_OR_BLOCK = addressOrBlock("[12]?[0-9]", "[1-9]?[0-9]");

    /// Not the block of everything.
    static final String ADDRESS_OR_SMALLER_BLOCK =
            addressOrBlock("[1-9]|[12][0-9]", "[1-9]|[1-9][0-9]");

    private static String addressOrBlock(String shortIpv4, String shortIpv6) {
        return "^(%s(/(%s|3[0-2]))?|%s(/(%s|1[01][0-9]|12[0-8]))?)$"
                .formatted(IPV4, shortIpv4, IPV6, shortIpv6);
    }

    /// Adds a rule about the value that the schema is of.
    static void rule(JSONSchemaProps schema, String rule, String message) {
        List<ValidationRule> rules = new ArrayList<>(schema.getXKubernetesValidations());
        rules.add(new ValidationRuleBuilder().withRule(rule).withMessage(message).build());
        schema.setXKubernetesValidations(rules);
    }
}
