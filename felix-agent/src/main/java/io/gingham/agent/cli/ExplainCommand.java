package io.gingham.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusClient;
import io.gingham.policy.explain.Answer;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description =
                "Why a flow is allowed or denied: the deciding policy, rule, tier and line, for each direction.",
        footer = {
            "",
            "With -f the cluster is what the files say; else a running agent is asked. --with FILE says",
            "what would change if FILE were applied: the pairs of pods whose verdict changes. The exit",
            "code is 0 if the flow is allowed, 1 if it is denied, 2 if the question can't be answered.",
            "",
            "Example:",
            "  ./gingham explain --from guest/client --to shop/web --port TCP/8080 \\",
            "      -f docs/examples/shop"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "NS/POD|IP|NODE",
            description = "Where the flow begins.")
    String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "NS/POD|IP|NODE",
            description = "Where it goes, after any translation of a service's address.")
    String to = "";

    @Option(
            names = "--port",
            defaultValue = "TCP/80",
            paramLabel = "TCP/443",
            description =
                    "TCP/443, UDP/53, SCTP/9, ICMP/8 (a type) or 47 (an IP protocol); default: ${DEFAULT-VALUE}.")
    String port = "TCP/80";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|FOLDER",
            description = "Manifests of the cluster: pods, namespaces, policies.")
    List<Path> files = List.of();

    @Option(
            names = "--with",
            paramLabel = "FILE|FOLDER",
            description = "Manifests that would be applied: what would change?")
    List<Path> with = List.of();

    @Option(names = "--json", description = "Print the answer as JSON.")
    boolean json;

    @Mixin SocketOption socket = new SocketOption();

    @Override
    public Integer call() throws IOException {
        Answer answer = files.isEmpty() ? live() : offline();
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            answer.lines().forEach(System.out::println);
        }
        return answer.allowed() ? 0 : 1;
    }

    private Answer offline() throws IOException {
        LoadedCluster cluster = YamlFiles.load(files).cluster();
        List<Manifest> change = YamlFiles.load(with).orThrow();
        return Answer.of(cluster, from, to, port, change);
    }

    private Answer live() throws IOException {
        List<Request.Text> texts = new ArrayList<>();
        for (Path file : YamlFiles.of(with)) {
            texts.add(new Request.Text(YamlFiles.name(file), YamlFiles.text(file)));
        }
        return new StatusClient(socket.socket)
                .ask(new Request.Question(from, to, port, texts), Answer.class);
    }
}
