package io.gingham.bgp.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeLinesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|JSON",
                "nonsense|JSON",
                "[1,2]|one JSON object a line",
                "null|one JSON object a line",
                "{}|'layer' is missing",
                "{\"layer\":\"frame\",\"hex\":\"\"}|layer 'frame' is unknown; it is one of message",
                "{\"layer\":\"message\"}|'hex' is missing",
                "{\"layer\":\"message\",\"hex\":\"0g\"}|hex digits",
                "{\"layer\":\"message\",\"hex\":\"f\"}|hex digits",
                "{\"layer\":\"message\",\"hex\":\"ff\",\"context\":3}|expected an object",
                "{\"layer\":\"message\",\"hex\":\"ff\",\"context\":{\"as4\":1}}|true or false",
                "{\"layer\":\"message\",\"hex\":\"ff\",\"context\":{\"add_path\":[7]}}|[AFI, SAFI]",
                "{\"layer\":\"message\",\"hex\":\"ff\"} x|JSON",
            })
    void whatIsNoRequestIsAnErrorWithAReason(String line, String reason) {
        String answer = DecodeLines.answer(line);
        assertTrue(answer.startsWith("{\"outcome\":\"error\",\"reason\":\""), answer);
        assertTrue(answer.contains(reason), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message|``|need-more-bytes",
                "path-attributes|``|accept",
                "path-attribute|``|accept",
                "path-attribute|40|treat-as-withdraw",
                "capability|``|accept",
                "capability|09|open-error",
                "as-path-value-4byte|``|accept",
                "as-path-value-4byte|02|treat-as-withdraw",
            })
    void thePartsMayBeEmptyOrCutOff(String layer, String hex, String outcome) {
        String line = "{\"layer\":\"" + layer + "\",\"hex\":\"" + hex + "\"}";
        String answer = DecodeLines.answer(line);
        assertTrue(answer.startsWith("{\"outcome\":\"" + outcome + "\""), answer);
    }
}
