package io.gingham.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusClient;
import io.gingham.policy.explain.Answer;
import io.gingham.policy.explain.Change;
import io.gingham.policy.explain.Doubts;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.explain.ServiceAnswer;
import io.gingham.policy.explain.ServiceTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description =
                "Why a flow is allowed or denied: the deciding policy, rule, tier and line, for each direction.",
        footer = {
            "",
            "With -f the cluster is what the files say; else a running agent is asked. --to",
            "may be a Service, or its ClusterIP, if the files have it: each of its pods is",
            "asked. --with FILE and --without OBJECT say what would change if FILE were",
            "applied and OBJECT deleted: whose connections, on which ports, and towards the",
            "world outside. A staged policy in FILE is tried as what it stages. The exit",
            "code is 0 if the flow is allowed (to all pods of a Service), 1 if it is",
            "denied, 2 if the question can't be answered.",
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
            paramLabel = "NS/POD|NS/SERVICE|IP|NODE",
            description = "Where it goes. svc/NS/NAME is a Service beside a pod of its name.")
    String to = "";

    @Option(
            names = "--port",
            defaultValue = "TCP/80",
            paramLabel = "TCP/443",
            description =
                    "TCP/443, UDP/53, SCTP/9, ICMP/8 (a type), IP/47 (a protocol without ports), 443 (of TCP) or the name of a port of the --to pod or Service; default: ${DEFAULT-VALUE}.")
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

    @Option(
            names = "--without",
            paramLabel = "KIND/NS/NAME",
            description = "An object that would be deleted: what would change?")
    List<String> without = List.of();

    @Option(names = "--json", description = "Print the answer as JSON.")
    boolean json;

    @Mixin SocketOption socket = new SocketOption();

    @Override
    public Integer call() throws IOException {
        if (files.isEmpty()) {
            return print(live(), Answer::lines, Answer::allowed);
        }
        LoadedCluster cluster = YamlFiles.load(files).cluster();
        Change change = new Change(YamlFiles.load(with).orThrow(), without);
        Optional<ServiceTarget> service = ServiceTarget.of(cluster, to, port);
        if (service.isPresent()) {
            return print(
                    ServiceAnswer.of(cluster, from, service.get(), change),
                    ServiceAnswer::lines,
                    ServiceAnswer::allowed);
        }
        try {
            return print(
                    Answer.of(cluster, from, to, port, change), Answer::lines, Answer::allowed);
        } finally {
            Doubts.about(cluster, from, to, port)
                    .ifPresent(doubt -> System.err.println("gingham: " + doubt));
        }
    }

    private <T> int print(T answer, Function<T, List<String>> lines, Predicate<T> allowed)
            throws IOException {
        if (json) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            lines.apply(answer).forEach(System.out::println);
        }
        return allowed.test(answer) ? 0 : 1;
    }

    private Answer live() throws IOException {
        List<Request.Text> texts = new ArrayList<>();
        for (Path file : YamlFiles.of(with)) {
            texts.add(new Request.Text(YamlFiles.name(file), YamlFiles.text(file)));
        }
        return new StatusClient(socket.socket)
                .ask(new Request.Question(from, to, port, texts, without), Answer.class);
    }
}
