package io.gingham.lab.cli;

import io.gingham.lab.probe.Protocol;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What `--port` names: `TCP/80`.
///
/// @param number 1..65535
record ProbePort(Protocol protocol, int number) {

    private static final Pattern FORM = Pattern.compile("(?i)(TCP|UDP)/([1-9][0-9]{0,4})");

    /// Reads it when the arguments are parsed: another form is wrong usage.
    static final class Converter implements ITypeConverter<ProbePort> {
        @Override
        public ProbePort convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
                throw new TypeConversionException(
                        "--port '" + text + "' is not of the form TCP/80 or UDP/53");
            }
            return new ProbePort(
                    Protocol.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(matcher.group(2)));
        }
    }
}
